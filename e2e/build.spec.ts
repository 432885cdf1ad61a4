import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";

const canvas = (page: Page) => page.getByRole("group", { name: "Canvas" });
const lines = (page: Page, name: RegExp) => canvas(page).getByRole("button", { name });
const entry = (page: Page, title: string) => page.getByRole("button", { name: `Insert ${title}`, exact: true });

async function openEmpty(page: Page): Promise<void> {
  await page.goto("./#build/blank");
  await expect(lines(page, /^Token embedding/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Cost" }).or(page.getByLabel("Cost", { exact: true }))).toContainText(
    "parameters",
  );
}

async function centreOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("nothing to point at");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Drops a palette entry a little below a line of the canvas. */
async function dragBelow(page: Page, title: string, line: Locator): Promise<void> {
  await entry(page, title).scrollIntoViewIfNeeded();
  const from = await centreOf(entry(page, title));
  const box = await line.boundingBox();
  if (box === null) throw new Error("the line is not on screen");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.move(box.x + box.width / 2, box.y + box.height + 8, { steps: 4 });
  await expect(page.getByText(/^Drop here/)).toBeVisible();
  await page.mouse.up();
}

async function expectHybrid(page: Page): Promise<void> {
  for (const name of [/^Phase rotation/, /^Mamba|^Selective/, /^Attention.*attn-2/]) {
    await expect(lines(page, name)).toBeVisible();
  }
}

test("a hybrid is put together by mouse, matched and handed to training; a reload loses nothing", async ({ page }) => {
  await page.setViewportSize(LAPTOP);
  await openEmpty(page);
  await dragBelow(page, "3PT layer", lines(page, /^Token embedding/));
  await expect(lines(page, /^Phase rotation/)).toBeVisible();
  await lines(page, /^residual.*ffn-residual/).click();
  await entry(page, "Mamba").click();
  await entry(page, "SQA").click();
  await expectHybrid(page);

  await page.getByRole("button", { name: "Match parameters" }).click();
  await expect(page.getByText(/parameters .* against the baseline's|cannot be met/)).toBeVisible({ timeout: 60_000 });

  const before = await canvas(page).getByRole("button").allTextContents();
  await page.reload();
  await expectHybrid(page);
  expect(await canvas(page).getByRole("button").allTextContents()).toEqual(before);

  await page.getByRole("button", { name: "Train this" }).click();
  await expect(page).toHaveURL(/#train$/);
  await expect(page.getByText("My architecture").first()).toBeVisible();
});

test("the same hybrid by keyboard alone, then undone and redone", async ({ page }) => {
  await page.setViewportSize(LAPTOP);
  await openEmpty(page);
  await lines(page, /^Token embedding/).focus();
  for (const [text, name] of [
    ["3PT layer", /^Phase rotation/],
    ["Mamba", /^Mamba|^Selective/],
    ["SQA", /^Attention.*attn-2/],
  ] as const) {
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await expect(lines(page, name)).toBeVisible();
    // The focus goes from the search to what it put in.
    await expect(canvas(page).locator("[data-row]:focus")).toHaveCount(1);
  }
  await expectHybrid(page);
  const built = await canvas(page).getByRole("button").allTextContents();
  for (let time = 0; time < 3; time++) await page.keyboard.press("Control+z");
  await expect(lines(page, /^Phase rotation/)).toHaveCount(0);
  for (let time = 0; time < 3; time++) await page.keyboard.press("Control+Shift+z");
  await expectHybrid(page);
  expect(await canvas(page).getByRole("button").allTextContents()).toEqual(built);
});

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
