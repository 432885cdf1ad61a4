import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

test("a paper is found, read and put to the test", async ({ page }) => {
  const train = new TrainPage(page);
  await train.open();
  await page.getByRole("link", { name: "Papers", exact: true }).click();
  for (const viewport of [LAPTOP, PHONE]) {
    await page.setViewportSize(viewport);
    await expect(page.getByRole("heading", { name: "Papers" })).toBeVisible();
    await expectNoHorizontalOverflow(page);
    await expectAccessible(page);
  }
  await page.getByRole("link", { name: "MemoryFormer", exact: true }).click();
  for (const viewport of [PHONE, LAPTOP]) {
    await page.setViewportSize(viewport);
    await expect(page.getByText(/grows as T\^1\.00: as the card says \(linear\)/).first()).toBeVisible({
      timeout: 60_000,
    });
    await expectNoHorizontalOverflow(page);
    await expectAccessible(page);
  }
  await expect(page.getByText("not as the card says")).toHaveCount(0);
  await page.getByRole("button", { name: "Test this claim" }).click();
  await expect(page).toHaveURL(/#train\/memoryformer$/);
  await expect(page.getByRole("heading", { name: /MemoryFormer/ }).first()).toBeVisible();
  // It starts by that press alone; the card's text is not there where nobody has prepared the datasets.
  await expect(
    train
      .button("Stop")
      .or(page.getByText(/dataset .* is not there/))
      .first(),
  ).toBeVisible();
});

test("the list narrows by words and kind, and says how far", async ({ page }) => {
  await page.goto("./#papers");
  const entries = page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
  await expect(page.getByRole("link", { name: "Mamba", exact: true })).toBeVisible();
  const all = await entries.count();
  await page.getByRole("searchbox", { name: "Search" }).fill("mamba");
  await expect(page.getByRole("status").filter({ hasText: `of ${all} shown` })).toBeVisible();
  await page.getByRole("button", { name: /Kind/ }).click();
  await page.getByRole("option", { name: "token mixer" }).click();
  // Mamba, and Vision Mamba.
  await expect(entries).toHaveCount(2);
  await page.getByRole("link", { name: "Mamba", exact: true }).click();
  await page.goBack();
  await expect(entries).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search" }).fill("no paper says this");
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(entries).toHaveCount(all);
});

test("an address of a card that does not exist says so and leads back", async ({ page }) => {
  await page.goto("./#papers/perpetual-motion");
  await expect(page.getByRole("alert")).toContainText("There is no paper card “perpetual-motion”");
  await page.getByRole("link", { name: "All papers" }).click();
  await expect(page.getByRole("heading", { name: "Papers" })).toBeVisible();
  await page.goto("./#train/perpetual-motion");
  await expect(page.getByRole("alert")).toContainText("There is no paper card `perpetual-motion`");
});

test("a card shows what its documents tell, and says what a look inside needs", async ({ page }) => {
  await page.goto("./#papers/ladder-residual");
  await expect(page.getByText("Ladder, four blocks: the longest chain is 4 of 8 sub-layers.")).toBeVisible({
    timeout: 60_000,
  });
  await expectAccessible(page);
  await page.goto("./#papers/three-phase-transformer");
  await expect(page.getByRole("heading", { name: "Sweep over phases" })).toBeVisible();
  await page.getByRole("button", { name: "Look inside the trained network" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Run the card's experiment first." })).toBeVisible();
  await expectNoHorizontalOverflow(page);
  await expectAccessible(page);
});
