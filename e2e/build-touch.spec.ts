import type { CDPSession } from "@playwright/test";
import { BuildPage, type Point } from "./build-page.ts";
import { expect, test } from "./fixtures.ts";

test.use({ hasTouch: true });

/** A finger on the page. */
class Finger {
  readonly #session: CDPSession;

  constructor(session: CDPSession) {
    this.#session = session;
  }

  async #send(type: "touchStart" | "touchMove" | "touchEnd", points: readonly Point[]): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type, touchPoints: [...points] });
  }

  /** Presses at a point and moves to others in small steps, without letting go. */
  async carry(from: Point, ...stops: readonly Point[]): Promise<void> {
    await this.#send("touchStart", [from]);
    await this.move(from, ...stops);
  }

  async move(from: Point, ...stops: readonly Point[]): Promise<void> {
    let at = from;
    for (const stop of stops) {
      for (let part = 1; part <= 8; part += 1) {
        const share = part / 8;
        await this.#send("touchMove", [{ x: at.x + share * (stop.x - at.x), y: at.y + share * (stop.y - at.y) }]);
      }
      at = stop;
    }
  }

  lift(): Promise<void> {
    return this.#send("touchEnd", []);
  }
}

test(
  "by touch: a block goes into a folded repeat, lines change places, the canvas scrolls",
  { tag: "@long" },
  async ({ page }) => {
    const build = new BuildPage(page);
    await build.open("lm-nano");
    const finger = new Finger(await page.context().newCDPSession(page));
    const below = async (line: ReturnType<BuildPage["lines"]>): Promise<Point> => {
      const { x, y, height } = await build.boxOf(line);
      return { x: x + 120, y: y + height + 6 };
    };

    const repeat = build.canvas.locator("[data-row][aria-expanded]").first();
    await expect(repeat).toHaveAttribute("aria-expanded", "false");
    await page.getByRole("button", { name: "Mixers in a residual with a norm" }).tap();
    const grip = build.entry("Mamba").locator(".grip");
    await grip.scrollIntoViewIfNeeded();
    const over = await build.centreOf(repeat);
    await finger.carry(await build.centreOf(grip), over);
    await expect(repeat).toHaveAttribute("aria-expanded", "true");
    const inside = await below(build.lines(/^Attention/));
    await finger.move(over, inside);
    await expect(page.getByText(/^Drop here/)).toBeVisible();
    await finger.lift();
    await expect(build.lines(/^Mamba/)).toBeVisible();

    const before = await build.drawn();
    const line = build.lines(/^Mamba/);
    await finger.carry(await build.centreOf(line.locator(".grip")), await below(build.lines(/^Feed-forward/)));
    await expect(page.getByText(/^Drop here/)).toBeVisible();
    await finger.lift();
    await expect.poll(() => build.drawn()).not.toEqual(before);

    const frame = await build.boxOf(build.canvas);
    const bottom = { x: frame.x + frame.width / 2, y: frame.y + frame.height - 6 };
    const { y: start } = await build.boxOf(build.headLabel);
    await page.setViewportSize({ width: 1440, height: 520 });
    const small = await build.boxOf(build.canvas);
    const edge = { x: bottom.x, y: small.y + small.height - 6 };
    await finger.carry(await build.centreOf(build.lines(/^Token embedding/).locator(".grip")), edge);
    await expect.poll(async () => (await build.boxOf(build.headLabel)).y).toBeLessThan(start);
    await finger.move(edge, { x: 4, y: 4 });
    await finger.lift();
  },
);
