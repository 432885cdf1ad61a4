import type { Browser, Page } from "@playwright/test";
import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

async function trainTwoSeeds(page: Page, steps: number): Promise<TrainPage> {
  const train = new TrainPage(page);
  await train.open();
  await train.chooseData("Generated: copying words");
  await train.setSteps(steps);
  const seeds = page.getByLabel("Seeds", { exact: true });
  await seeds.fill("2");
  await seeds.blur();
  await train.primary("Train both").click();
  return train;
}

async function sharedAddress(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share link" }).click();
  const field = page.getByLabel("Link", { exact: true });
  await expect(field).toHaveValue(/#s=1\./);
  const address = await field.inputValue();
  await page.keyboard.press("Escape");
  return address;
}

/** A visitor who has never been here. */
async function freshVisitor(browser: Browser): Promise<Page> {
  return (await browser.newContext({ viewport: LAPTOP })).newPage();
}

test(
  "a result travels as a link, starts nothing, is run again across a reload, and is held against its claim",
  {
    tag: "@long",
  },
  async ({ page, browser }) => {
    test.setTimeout(400_000);
    const train = await trainTwoSeeds(page, 40);
    await expect(train.progress).toContainText("finished", { timeout: 200_000 });
    await expect(train.verdict).toContainText(/2 seeds|n = 2/);
    const address = await sharedAddress(page);

    const visitor = await freshVisitor(browser);
    await visitor.goto(address);
    await expect(visitor.getByText("Nothing has been started.")).toBeVisible();
    await expect(visitor.getByRole("row", { name: /3PT/ })).toHaveCount(2);
    for (const viewport of [PHONE, LAPTOP]) {
      await visitor.setViewportSize(viewport);
      await expectNoHorizontalOverflow(visitor);
      await expectAccessible(visitor);
    }
    const again = new TrainPage(visitor);
    await visitor.getByRole("button", { name: "Re-run and compare" }).click();
    await again.waitForSteps(30);
    await visitor.reload();
    const goOn = visitor.getByRole("button", { name: "Go on" });
    await expect(goOn).toBeVisible({ timeout: 60_000 });
    await goOn.click();
    await expect(again.progress).toContainText("finished", { timeout: 200_000 });
    await expect(visitor.getByText("All 4 claimed runs came out again to the same bits.")).toBeVisible();
    await expectAccessible(visitor);
    await visitor.goto(`${new URL(address).origin}/#compare`);
    await expect(visitor.getByRole("heading", { name: "Compare" })).toBeVisible();
    await visitor.context().close();
  },
);

test("an architecture that travels as a link opens in the editor", { tag: "@long" }, async ({ page, browser }) => {
  await page.goto("./#build/3pt-nano");
  await expect(page.getByRole("button", { name: "Share link" })).toBeVisible({ timeout: 30_000 });
  const address = await sharedAddress(page);
  const visitor = await freshVisitor(browser);
  await visitor.goto(address);
  await visitor.getByRole("button", { name: "Open", exact: true }).click();
  await expect(visitor).toHaveURL(/#build$/);
  await expect(visitor.getByText("354,000").first()).toBeVisible({ timeout: 30_000 });
  await visitor.context().close();
});

test("a damaged link says so and leads on", async ({ page }) => {
  await page.goto("./#s=1.AAAAnotreallyalink");
  await expect(page.getByRole("alert")).toContainText(/damaged|Copy it/);
  await page.getByRole("link", { name: "Go to training" }).click();
  await expect(new TrainPage(page).primary(/^Train/)).toBeVisible();
});

test(
  "an experiment waits in the queue and starts when the session before it has ended",
  { tag: "@long" },
  async ({ page }) => {
    const train = await trainTwoSeeds(page, 30);
    await train.waitForSteps(2);
    await train.setSteps(4);
    await page.getByRole("button", { name: "Queue this" }).click();
    await expect(page.getByRole("heading", { name: "Waiting" })).toBeVisible();
    await page.getByRole("button", { name: "Stop this seed" }).click();
    await expect(train.progress).toContainText("seed 2", { timeout: 60_000 });
    await train.button("Stop").click();
    await expect(page.getByRole("heading", { name: "Waiting" })).toHaveCount(0, { timeout: 60_000 });
    await expect(train.progress).toContainText("of 16", { timeout: 60_000 });
    await train.waitUntilFinished();
  },
);

test(
  "a page that is reloaded as soon as training was asked for offers to go on, and ends as it would have",
  { tag: "@long" },
  async ({ page }) => {
    const train = await trainTwoSeeds(page, 4);
    await expect(train.progress).toBeVisible();
    await page.reload();
    await expect(page.getByText(/had not made a step|stood at step/)).toBeVisible({ timeout: 30_000 });
    await page.getByRole("button", { name: "Go on" }).click();
    await train.waitUntilFinished();
    await expect(train.verdict).toContainText(/2 seeds|n = 2/);
  },
);
