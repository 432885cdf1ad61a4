import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

const TABLET = { width: 1024, height: 768 };
const VIEWPORTS = [LAPTOP, TABLET, PHONE];

async function expectFits(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      await expectNoHorizontalOverflow(page);
    }
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(LAPTOP);
}

test("without a profile the profiler says how to get one; the plan is there before a run", async ({ page }) => {
  await page.goto("./#profile");
  await expect(page.getByRole("heading", { name: "No step of this arm has been profiled yet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Profile one step" })).toBeDisabled();
  await expectFits(page);
  await page.getByRole("link", { name: "Plan" }).click();
  await expect(page).toHaveURL(/#profile\/plan\//);
  await expect(page.getByText(/dispatches, .* of device memory/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("img", { name: /^Most is alive at dispatch \d+ of \d+/ })).toBeVisible();
  await expect(page.getByText(/Making them again takes .* less at the peak/)).toBeVisible();
  await expect(page.getByText(/\d+ of \d+ candidates became part of another kernel/)).toBeVisible();
  await expect(page.getByText(/^The choice is the shipped one/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Dispatches" }).getByRole("rowheader").first()).toBeVisible();
  await expectFits(page);
});

test("a step of a run is profiled at a press, read by keyboard and exported", { tag: "@long" }, async ({ page }) => {
  const train = new TrainPage(page);
  await train.open();
  await train.chooseData("Generated: copying words");
  await train.setSteps(60);
  await train.primary("Train both").click();
  await train.waitForSteps(6);
  await train.primary("Pause").click();
  await expect(train.primary("Resume")).toBeVisible();
  await page.getByText("Per kernel").click();
  await page.getByRole("link", { name: "Open the profiler" }).click();
  await expect(page.getByText("software adapter: times are the processor's, not a ranking")).toBeVisible();

  const flame = page.getByRole("group", { name: /^One step over time/ });
  await expect(flame).toBeVisible();
  const before = await page.locator(".phase-split dt").first().textContent();
  await page.getByRole("button", { name: "Profile one step" }).click();
  await expect(page.locator(".phase-split dt").first()).not.toHaveText(before ?? "");

  await flame.getByRole("button", { name: /^forward, \d+ launches/ }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".flame-sentence").first()).toContainText(/ in [\w.]+, forward: .*FLOP/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Whole step" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Whole step" })).toHaveCount(0);

  const table = page.getByRole("region", { name: "Time and work of one step" });
  await table.getByRole("button", { name: "bytes" }).click();
  await expect(table.getByRole("columnheader", { name: "bytes" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("radio", { name: "By block" }).click();
  await expect(table.getByRole("rowheader", { name: /^update/ })).toBeVisible();
  await expect(
    page
      .getByRole("group", { name: /^Roofline/ })
      .getByRole("img")
      .first(),
  ).toBeVisible();
  await expectFits(page);

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export Chrome trace" }).click();
  const trace = JSON.parse(readFileSync(await (await saving).path(), "utf8")) as { traceEvents: { ph: string }[] };
  expect(trace.traceEvents.filter(({ ph }) => ph === "X").length).toBeGreaterThan(20);
});
