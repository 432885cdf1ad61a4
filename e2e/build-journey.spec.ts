import type { Browser, Page } from "@playwright/test";
import { BuildPage } from "./build-page.ts";
import { expect, expectAccessible, LAPTOP, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

const HYBRID = ["3PT layer", "Mamba", "SQA"] as const;
/** What stands on the canvas for each of them. */
const HYBRID_LINES = [/^Phase rotation/, /^Mamba/, /^Attention.*attn-2/] as const;
const BASELINE = "lm-pico";
const BASELINE_PARAMETERS = 75_504;
const STEPS = 40;
const SEEDS = 2;
const TRAINING_MS = 200_000;

async function expectHybrid(build: BuildPage): Promise<void> {
  for (const name of HYBRID_LINES) await expect(build.lines(name)).toBeVisible();
}

/** The sentence of a match that was made, with both amounts; within one per cent. */
async function expectMatched(build: BuildPage): Promise<void> {
  const notice = build.page.getByRole("status").filter({ hasText: /parameters .* against the baseline's/ });
  await expect(notice).toBeVisible({ timeout: 60_000 });
  const amounts = /([\d,]+) against the baseline's ([\d,]+)/.exec((await notice.textContent()) ?? "");
  const [own, baseline] = (amounts ?? []).slice(1).map((amount) => Number(amount.replaceAll(",", "")));
  expect(baseline).toBe(BASELINE_PARAMETERS);
  expect(Math.abs(own / baseline - 1)).toBeLessThanOrEqual(0.01);
  await expect(build.cost("parameters")).toContainText(own.toLocaleString("en-US"));
  await expect(build.cost("parameters")).toContainText("= baseline");
}

async function expectKeptByReload(build: BuildPage): Promise<void> {
  const drawn = await build.drawn();
  const text = await build.documentText();
  await build.page.reload();
  await expectHybrid(build);
  expect(await build.drawn()).toEqual(drawn);
  expect(await build.documentText()).toBe(text);
}

/** The baseline, the width and the three layers by pointing, pressing and dragging. */
async function buildByMouse(build: BuildPage): Promise<void> {
  await build.open("blank");
  await build.page.getByRole("button", { name: /Baseline$/ }).click();
  await build.page.getByRole("option", { name: BASELINE, exact: true }).click();
  await build.lines(/^Token embedding/).click();
  const width = build.page.getByRole("textbox", { name: "Width", exact: true });
  await width.fill("48");
  await width.blur();
  for (const [at, title] of HYBRID.entries()) {
    await build.dragToTrunkEnd(title);
    await expect(build.lines(HYBRID_LINES[at])).toBeVisible();
  }
  await expectHybrid(build);
}

async function chooseByKeys(page: Page, field: RegExp, option: string): Promise<void> {
  const button = page.getByRole("button", { name: field });
  if (!(await button.evaluate((element) => element === document.activeElement))) {
    await new BuildPage(page).tabTo(button);
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox")).toBeVisible();
  await page.keyboard.press("Home");
  const wanted = page.getByRole("option", { name: option, exact: true });
  for (let press = 0; press < 100; press++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox")).toHaveCount(0);
}

async function typeNumber(page: Page, label: string, value: number): Promise<void> {
  await new BuildPage(page).tabTo(page.getByRole("textbox", { name: label, exact: true }));
  await page.keyboard.press("Control+a");
  await page.keyboard.type(`${value}`);
  await page.keyboard.press("Enter");
}

/** The same by keys alone. */
async function buildByKeys(build: BuildPage): Promise<void> {
  const { page } = build;
  await build.open("blank");
  await chooseByKeys(page, /Baseline$/, BASELINE);
  await build.tabTo(build.lines(/^Token embedding/));
  await page.keyboard.press("ArrowDown");
  await typeNumber(page, "Width", 48);
  await build.tabTo(build.lines(/^Token embedding/), "Shift+Tab");
  for (const [at, title] of HYBRID.entries()) {
    // Last is the head, before it the head's norm, before that the trunk's last line.
    for (const key of ["End", "ArrowUp", "ArrowUp", "Enter"]) await page.keyboard.press(key);
    await page.keyboard.type(title);
    await page.keyboard.press("Enter");
    await expect(build.lines(HYBRID_LINES[at])).toBeVisible();
    // The focus goes from the search to what it put in.
    await expect(build.canvas.locator("[data-row]:focus")).toHaveCount(1);
  }
  await expectHybrid(build);
}

async function freshVisitor(browser: Browser): Promise<Page> {
  return (await browser.newContext({ viewport: LAPTOP })).newPage();
}

/** What the link claims, run by run, and the repetition beside it. */
async function expectBothResults(visitor: Page): Promise<void> {
  const again = new TrainPage(visitor);
  await expect(again.progress).toContainText("finished", { timeout: TRAINING_MS });
  await expect(visitor.getByText("All 4 claimed runs came out again to the same bits.")).toBeVisible();
  const runs = visitor.getByRole("group", { name: "Claimed runs" }).getByRole("row", { name: /the same bits/ });
  await expect(runs).toHaveCount(2 * SEEDS);
  for (const row of await runs.all()) {
    const cells = await row.getByRole("cell").allTextContents();
    const [claimed, repeated] = cells.slice(-3);
    expect(claimed).toMatch(/^\d\.\d{4}$/);
    expect(repeated).toBe(claimed);
  }
  await expectAccessible(visitor);
}

async function expectVerdict(page: Page): Promise<void> {
  const train = new TrainPage(page);
  await expect(train.progress).toContainText("finished", { timeout: TRAINING_MS });
  await expect(train.verdict).toContainText(/2 seeds|n = 2/);
  await expect(train.verdict).toContainText(/My architecture/);
}

async function addressShown(page: Page): Promise<string> {
  const field = page.getByLabel("Link", { exact: true });
  await expect(field).toHaveValue(/#s=1\./);
  return field.inputValue();
}

test("a hybrid is dragged together from an empty canvas and matched; a reload loses nothing", async ({ page }) => {
  const build = new BuildPage(page);
  await buildByMouse(build);
  await page.getByRole("button", { name: "Match parameters" }).click();
  await expectMatched(build);
  await expectKeptByReload(build);
});

test("the same hybrid by keys alone, matched and kept too", { tag: "@long" }, async ({ page }) => {
  const build = new BuildPage(page);
  await buildByKeys(build);
  await page.keyboard.press("m");
  await expectMatched(build);
  await expectKeptByReload(build);
});

test(
  "by mouse: build, match, train two seeds, read the verdict, share, run again elsewhere, see both results",
  { tag: "@long" },
  async ({ page, browser }) => {
    test.setTimeout(2 * TRAINING_MS + 120_000);
    const build = new BuildPage(page);
    await buildByMouse(build);
    await page.getByRole("button", { name: "Match parameters" }).click();
    await expectMatched(build);
    await page.getByRole("button", { name: "Train this" }).click();
    const train = new TrainPage(page);
    await train.setSteps(STEPS);
    await page.getByLabel("Seeds", { exact: true }).fill(`${SEEDS}`);
    await page.getByLabel("Seeds", { exact: true }).blur();
    await train.primary("Train both").click();
    await expectVerdict(page);
    await page.getByRole("button", { name: "Share link" }).click();
    const visitor = await freshVisitor(browser);
    await visitor.goto(await addressShown(page));
    await expect(visitor.getByText("Nothing has been started.")).toBeVisible();
    await visitor.getByRole("button", { name: "Re-run and compare" }).click();
    await expectBothResults(visitor);
    await visitor.context().close();
  },
);

test(
  "by keys: build, match, train two seeds, read the verdict, share, run again elsewhere, see both results",
  { tag: "@long" },
  async ({ page, browser }) => {
    test.setTimeout(2 * TRAINING_MS + 120_000);
    const build = new BuildPage(page);
    await buildByKeys(build);
    await page.keyboard.press("m");
    await expectMatched(build);
    await build.tabTo(page.getByRole("button", { name: "Train this" }), "Shift+Tab");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/#train$/);
    await typeNumber(page, "Steps", STEPS);
    await typeNumber(page, "Seeds", SEEDS);
    const train = new TrainPage(page);
    await build.tabTo(train.primary("Train both"));
    await page.keyboard.press("Enter");
    await expectVerdict(page);
    await build.tabTo(page.getByRole("button", { name: "Share link" }));
    await page.keyboard.press("Enter");
    const visitor = await freshVisitor(browser);
    await visitor.goto(await addressShown(page));
    const rerun = visitor.getByRole("button", { name: "Re-run and compare" });
    await expect(rerun).toBeEnabled({ timeout: 30_000 });
    await new BuildPage(visitor).tabTo(rerun);
    await visitor.keyboard.press("Enter");
    await expectBothResults(visitor);
    await visitor.context().close();
  },
);
