import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

test("without WebGPU the page says so, tells how to get it, and can be looked at", async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, "gpu");
  });
  for (const viewport of [LAPTOP, PHONE]) {
    await page.setViewportSize(viewport);
    await page.goto("./");
    await expect(page.getByRole("heading", { name: /Training needs WebGPU, and Chrome/ })).toBeVisible();
    await expect(page.getByText("Three-Phase Transformer").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "353,952 parameters" })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("button", { name: "354,000 parameters" })).toBeVisible();
    await expectNoHorizontalOverflow(page);
    await expectAccessible(page);
  }
});

test("colours follow the system until the reader chooses, and the choice is kept", async ({ page }) => {
  const train = new TrainPage(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await train.open();
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.getByRole("button", { name: /^Colours: system/ }).click();
  expect(await ground()).toBe(light);
  await page.reload();
  expect(await ground()).toBe(light);
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Colours: light/ }).click();
  expect(await ground()).toBe(dark);
  await expectAccessible(page);
});

test("a number tells on focus what it is, how it was made and what it does not tell", async ({ page }) => {
  const train = new TrainPage(page);
  await train.open();
  await page.getByRole("button", { name: "parameters", exact: true }).focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("tooltip")).toContainText("Numbers that training adjusts");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tooltip")).toHaveCount(0);
});

test("every setting of the form fits on a phone", async ({ page }) => {
  await page.setViewportSize(PHONE);
  const train = new TrainPage(page);
  await train.open();
  await page.getByRole("button", { name: "More settings" }).click();
  await train.chooseData("Your own text");
  await expectNoHorizontalOverflow(page);
  await expectAccessible(page);
});
