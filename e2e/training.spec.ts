import { readFile } from "node:fs/promises";
import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

test("one click from the first visit leads to a moving curve, a verdict, and a run that survives a reload", async ({
  page,
}) => {
  const train = new TrainPage(page);
  await page.setViewportSize(LAPTOP);
  await train.open();
  await train.primary("Train both").click();
  await expect(train.chart).toBeVisible({ timeout: 60_000 });
  await train.waitForSteps(8);
  const before = await train.stepsDone();
  await train.waitForSteps(before + 4);
  await expectAccessible(page);
  await expectNoHorizontalOverflow(page);
  await train.button("Stop").click();
  await train.waitUntilFinished();
  await expect(page.getByRole("link", { name: /two-minute look/ })).toBeVisible();
  await page.reload();
  await page.getByRole("link", { name: /two-minute look/ }).click();
  await expect(train.chart).toBeVisible();
  await expect(page.getByRole("row", { name: /RoPE only/ })).toContainText("75,504");
});

test("a finished run gives its verdict, its texts and its costs, on a laptop and on a phone", async ({ page }) => {
  const train = new TrainPage(page);
  await train.open();
  await train.chooseData("Generated: copying words");
  await train.setSteps(6);
  await train.primary("Train both").click();
  await train.waitUntilFinished();
  await expect(train.verdict).toContainText(/with one seed/);
  await expect(page.locator(".sample-text")).toHaveCount(2);
  await expect(page.locator(".energy-rows")).toContainText("J/token");
  await page.reload();
  await expect(page.locator(".run-entry")).toContainText(/with one seed/);
  await page.getByRole("link", { name: /two-minute look/ }).click();
  await expect(train.verdict).toContainText(/with one seed/);
  for (const viewport of [LAPTOP, PHONE]) {
    await page.setViewportSize(viewport);
    await expect(train.chart).toBeVisible();
    await expectNoHorizontalOverflow(page);
    await expectAccessible(page);
  }
  await page.goBack();
  await expect(train.primary("Train both")).toBeVisible();
});

test("pause, single step, export, resume; the exported state goes on where it stood", async ({ page }) => {
  const train = new TrainPage(page);
  await train.open();
  await train.chooseData("Generated: copying words");
  await train.setSteps(60);
  await train.primary("Train both").click();
  await train.waitForSteps(4);
  await train.primary("Pause").click();
  await expect(train.progress).toContainText("paused at a step boundary");
  const paused = await train.stepsDone();
  await train.button("Step").click();
  await expect.poll(() => train.stepsDone()).toBe(paused + 2);
  await expectAccessible(page);
  const downloading = page.waitForEvent("download");
  await train.button("Export state").click();
  const state = await (await downloading).path();
  await train.primary("Resume").click();
  await train.waitForSteps(paused + 6);
  await train.button("Stop").click();
  await train.waitUntilFinished();

  const choosing = page.waitForEvent("filechooser");
  await page.locator("h1").click();
  await page.keyboard.press("o");
  await (
    await choosing
  ).setFiles({
    name: "session.safetensors",
    mimeType: "application/octet-stream",
    buffer: await readFile(state),
  });
  await train.waitForSteps(paused + 4);
  await train.button("Stop").click();
  await train.waitUntilFinished();
  await expect(train.problems).toHaveCount(0);
});

test("space starts and pauses, and the command palette finds commands", async ({ page }) => {
  const train = new TrainPage(page);
  await train.open();
  await train.chooseData("Generated: copying words");
  await train.setSteps(60);
  await page.locator("h1").click();
  await page.keyboard.press("Space");
  await train.waitForSteps(2);
  await page.keyboard.press("Space");
  await expect(train.progress).toContainText("paused");
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox", { name: "Find a command" }).fill("stop");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await train.waitUntilFinished();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Bits per byte");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
