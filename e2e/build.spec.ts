import type { Locator, Page } from "@playwright/test";
import { BLANK_DOCUMENT } from "../src/ui/builder/blank.ts";
import { BuildPage } from "./build-page.ts";
import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";

const canvas = (page: Page) => page.getByRole("group", { name: "Canvas" });
const lines = (page: Page, name: RegExp) => canvas(page).getByRole("button", { name });
const entry = (page: Page, title: string) => page.getByRole("button", { name: `Insert ${title}`, exact: true });

async function centreOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("nothing to point at");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("a place that is not legal says why, and drops nothing", async ({ page }) => {
  await page.setViewportSize(LAPTOP);
  await page.goto("./#build/lm-nano");
  const embedding = lines(page, /^Token embedding/);
  await expect(embedding).toBeVisible();
  const count = await canvas(page).getByRole("button").count();
  await entry(page, "Token embedding").scrollIntoViewIfNeeded();
  const from = await centreOf(entry(page, "Token embedding"));
  const box = await embedding.boundingBox();
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + (box?.height ?? 0) + 8, { steps: 6 });
  await expect(page.getByText(/looks up ids/).first()).toBeVisible();
  await page.mouse.up();
  await expect(page.getByRole("alert")).toContainText("looks up ids");
  expect(await canvas(page).getByRole("button").count()).toBe(count);
});

test("a knob that is not legal snaps to the next that is, and is reset to the preset's", async ({ page }) => {
  await page.setViewportSize(LAPTOP);
  await page.goto("./#build/lm-nano");
  await lines(page, /^Token embedding/).click();
  const width = page.getByRole("textbox", { name: "Width", exact: true });
  await width.fill("100");
  await width.blur();
  await expect(width).toHaveValue("108");
  await expect(page.getByText(/108 is the next legal value/)).toBeVisible();
  await page.getByRole("button", { name: "Reset width to 96" }).click();
  await expect(width).toHaveValue("96");
});

test("a document of sixty blocks is dragged over without a long task", { tag: "@long" }, async ({ page }) => {
  await page.setViewportSize(LAPTOP);
  await page.goto("./#build/lm-nano");
  await lines(page, /^repeat/).click();
  for (let copy = 0; copy < 14; copy++) await page.keyboard.press("Control+d");
  await page.getByRole("button", { name: "Open all repeats" }).click();
  await expect.poll(() => lines(page, /^(Attention|Feed-forward|Norm)/).count()).toBeGreaterThanOrEqual(60);
  const from = await centreOf(entry(page, "Attention"));
  await page.mouse.move(from.x, from.y);
  // The worker has counted what the edits made: it shares the processor with the page.
  await expect(page.locator(".live-bar.is-stale")).toHaveCount(0, { timeout: 60_000 });
  await page.evaluate(() => {
    const longTasks: number[] = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
    Object.assign(window, { longTasks });
  });
  await page.mouse.down();
  const box = await canvas(page).boundingBox();
  for (let step = 0; step < 40; step++) {
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 20 + step * 10);
  }
  const longTasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(longTasks, "tasks over 50 ms while dragging").toEqual([]);
});

test("the editor is accessible in both schemes and at every width", async ({ page }) => {
  await page.goto("./#build/3pt-nano");
  await page.getByRole("button", { name: "Open all repeats" }).click();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of [LAPTOP, PHONE]) {
      await page.setViewportSize(viewport);
      await lines(page, /^Attention/)
        .first()
        .click();
      await expect(page.getByRole("heading", { name: "Attention" })).toBeVisible();
      await expectNoHorizontalOverflow(page);
      await expectAccessible(page);
    }
  }
});

const FOLDING = "repeats are one line until they are opened, by press and by key; containers have marks and resets";

test(FOLDING, { tag: "@long" }, async ({ page }) => {
  const build = new BuildPage(page);
  await build.open("lm-nano");
  const repeat = build.lines(/^repeat ×3, Attention/);
  await expect(repeat).toHaveAttribute("aria-expanded", "false");
  await expect(build.lines(/^Attention/)).toHaveCount(0);
  await repeat.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(build.lines(/^Attention/)).toHaveCount(1);
  await page.keyboard.press("ArrowLeft");
  await expect(build.lines(/^Attention/)).toHaveCount(0);
  await page.getByRole("button", { name: "Open repeat ×3" }).click();
  await build.lines(/^residual.*attn-residual/).click();
  const factor = page.getByRole("textbox", { name: "Branch factor", exact: true });
  await factor.fill("0.5");
  await factor.blur();
  await expect(page.getByText("modified")).toHaveCount(1);
  await page.getByRole("button", { name: "Reset branch factor to 1" }).click();
  await expect(page.getByText("modified")).toHaveCount(0);
});

const MOST_EDITS = 50;
const BLANK_TEXT = JSON.stringify(BLANK_DOCUMENT);

const FIFTY = "fifty edits are undone to the exact start and redone to the exact end, by button and by keys";

test(FIFTY, { tag: "@long" }, async ({ page }) => {
  test.setTimeout(300_000);
  const build = new BuildPage(page);
  await build.open("blank");
  await build.lines(/^Token embedding/).click();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Mamba");
  await page.keyboard.press("Enter");
  await expect(build.lines(/^residual/)).toBeFocused();
  for (let edit = 1; edit < MOST_EDITS; edit++) {
    // Copies and moves in turn: every edit changes the document.
    await page.keyboard.press(edit % 2 === 1 ? "Control+d" : "Alt+ArrowUp");
  }
  const end = await build.documentText();
  expect(end).not.toBe(BLANK_TEXT);
  await page.getByRole("button", { name: "Undo" }).focus();
  await expect(page.getByRole("button", { name: "Redo" })).toBeDisabled();
  for (let edit = 0; edit < MOST_EDITS; edit++) await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeDisabled();
  expect(await build.documentText()).toBe(BLANK_TEXT);
  for (let edit = 0; edit < MOST_EDITS; edit++) await page.getByRole("button", { name: "Redo" }).click();
  expect(await build.documentText()).toBe(end);
  await build.canvas.locator("[data-row]").first().focus();
  for (let edit = 0; edit < MOST_EDITS; edit++) await page.keyboard.press("Control+z");
  expect(await build.documentText()).toBe(BLANK_TEXT);
  for (let edit = 0; edit < MOST_EDITS; edit++) await page.keyboard.press("Control+Shift+z");
  expect(await build.documentText()).toBe(end);
  await expect(page.getByRole("button", { name: "Redo" })).toBeDisabled();
});
