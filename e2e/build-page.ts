import { expect, type Locator, type Page } from "@playwright/test";
import { LAPTOP } from "./fixtures.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The editor as a reader drives it, by what is written on it. */
export class BuildPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get canvas(): Locator {
    return this.page.getByRole("group", { name: "Canvas" });
  }

  /** Where a head begins: the end of the trunk is right above it. */
  get headLabel(): Locator {
    return this.canvas.getByText("head", { exact: true });
  }

  /** A number of the live bar, with how it stands against the baseline's. */
  cost(label: string): Locator {
    return this.page.getByRole("region", { name: "Cost" }).getByRole("listitem").filter({ hasText: label });
  }

  lines(name: RegExp): Locator {
    return this.canvas.getByRole("button", { name });
  }

  entry(title: string): Locator {
    return this.page.getByRole("button", { name: `Insert ${title}`, exact: true });
  }

  async open(start: string): Promise<void> {
    await this.page.setViewportSize(LAPTOP);
    await this.page.goto(`./#build/${start}`);
    await expect(this.lines(/^Token embedding/)).toBeVisible();
    await expect(this.cost("parameters")).toContainText(/[\d,]{4,}/, { timeout: 30_000 });
  }

  /** The lines that are drawn, by what is said of them without their share of the work. */
  async drawn(): Promise<readonly string[]> {
    const labels = await this.canvas
      .locator("[data-row]")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
    return labels.map((label) => label.replace(/, [\d.,]+ % of the work$/, ""));
  }

  /** The document as the page keeps it, letter by letter. */
  documentText(): Promise<string> {
    return this.page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem("bakeoff-build") ?? "{}") as { document?: unknown };
      return JSON.stringify(kept.document);
    });
  }

  async boxOf(locator: Locator) {
    const box = await locator.boundingBox();
    if (box === null) throw new Error("nothing to point at");
    return box;
  }

  async centreOf(locator: Locator): Promise<Point> {
    const { x, y, width, height } = await this.boxOf(locator);
    return { x: x + width / 2, y: y + height / 2 };
  }

  /** The gap between the trunk's end and the head, brought into view as a reader does. */
  async trunkEnd(): Promise<Point> {
    const frame = await this.boxOf(this.canvas);
    for (let turn = 0; turn < 20; turn++) {
      const { x, y } = await this.boxOf(this.headLabel);
      if (y > frame.y + 40 && y < frame.y + frame.height - 40) return { x: x + 60, y: y - 8 };
      await this.page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
      await this.page.mouse.wheel(0, y < frame.y + 40 ? -120 : 120);
      // The canvas moves in a later frame.
      await expect.poll(async () => (await this.boxOf(this.headLabel)).y).not.toBe(y);
    }
    throw new Error("the end of the trunk does not come into view");
  }

  /** Presses on a line or a palette entry and carries it to a point, without letting go. */
  async carry(from: Point, to: Point): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
  }

  /** Drags a palette entry to the end of the trunk. */
  async dragToTrunkEnd(title: string): Promise<void> {
    const to = await this.trunkEnd();
    await this.entry(title).scrollIntoViewIfNeeded();
    await this.carry(await this.centreOf(this.entry(title)), to);
    await expect(this.page.getByText(/^Drop here/)).toBeVisible();
    await this.page.mouse.up();
  }

  /** Presses Tab until the focus is there, as one does who has no mouse. */
  async tabTo(target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    for (let press = 0; press < 120; press++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${String(target)} is not reached by ${key}`);
  }
}
