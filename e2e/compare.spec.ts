import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";
import { TrainPage } from "./train-page.ts";

/** Files of weights that the browser holds. */
function keptWeights(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("weights");
    let files = 0;
    for await (const name of folder.keys()) files += name === "" ? 0 : 1;
    return files;
  });
}

test("kept runs are compared, pinned, exported, forgotten and brought back", async ({ page }) => {
  test.setTimeout(240_000);
  const train = new TrainPage(page);
  await train.open();
  await train.chooseData("Generated: copying words");
  await train.setSteps(6);
  await train.primary("Train both").click();
  await train.waitUntilFinished();
  await page.getByRole("link", { name: "Compare", exact: true }).first().click();
  await expect(page.locator(".comparison .verdict")).toContainText(/with one seed/);
  await expect(page.getByRole("img", { name: "bits per byte over steps" })).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "difference to the baseline" })).toBeVisible();
  for (const scheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const viewport of [PHONE, LAPTOP]) {
      await page.setViewportSize(viewport);
      await expectNoHorizontalOverflow(page);
      await expectAccessible(page);
    }
  }

  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Report" }).click();
  expect(await readFile(await (await downloading).path(), "utf8")).toContain("| arm | bits/byte |");
  const picture = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save bits per byte over steps as SVG" }).click();
  expect(await readFile(await (await picture).path(), "utf8")).toMatch(
    /^<svg .*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/,
  );

  await page.getByRole("button", { name: /^Pin 3PT/ }).click();
  await expect(page.locator(".comparison .verdict")).toContainText(/^RoPE only ended/);
  await page.getByRole("button", { name: "log y" }).click();
  await expect(page.getByRole("img", { name: "bits per byte over steps" })).toBeVisible();
  await expect(page).toHaveURL(/#compare\/[\w-]+;pin=[\w-]+\.3pt$/);
  await page.reload();
  await expect(page.locator(".comparison .verdict")).toContainText(/^RoPE only ended/);

  await page.locator(".run-choice a").click();
  const weights = page.getByRole("region", { name: "Trained weights" });
  await expect(weights.getByRole("row", { name: /^RoPE only 1 [\d.]+ [\d.]+ [KM]B/ })).toBeVisible();
  for (const scheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page);
  }
  const tensors = page.waitForEvent("download");
  await weights.getByRole("button", { name: /^Download the weights of 3PT/ }).click();
  expect((await readFile(await (await tensors).path())).toString("latin1", 8, 200)).toContain("bakeoff/weights@1");
  await weights.getByRole("textbox", { name: "Prompt" }).fill("A prompt");
  await weights.getByRole("button", { name: /^Continue the prompt with 3PT/ }).click();
  await expect(weights.locator(".sample-text")).toContainText(/^A prompt./, { timeout: 60_000 });
  await weights.getByRole("button", { name: /^Evaluate 3PT/ }).click();
  await expect(weights.getByRole("status").last()).toContainText("to the same bits", { timeout: 60_000 });
  await weights.getByRole("button", { name: /^Delete/ }).click();
  await expect(weights.getByRole("row")).toHaveCount(0);
  await weights.getByRole("button", { name: "Undo" }).click();
  await expect(weights.getByRole("row")).toHaveCount(3);
  await page.goBack();

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save all runs with weights" }).click();
  const file = await readFile(await (await saving).path());
  await page.getByRole("button", { name: /^Forget/ }).click();
  await expect(page.getByText("was forgotten")).toBeVisible();
  expect(await keptWeights(page)).toBe(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/[KM]B of it trained weights, of 1 run\./)).toBeVisible();
  await page.getByRole("button", { name: /^Forget/ }).click();
  await expect(page.getByText("was forgotten")).toBeVisible();
  const choosing = page.waitForEvent("filechooser");
  await page.locator("h1").click();
  await page.keyboard.press("o");
  await (await choosing).setFiles({ name: "runs.safetensors", mimeType: "application/octet-stream", buffer: file });
  await expect(page.locator(".run-choice")).toHaveCount(1);
  await expect(page.getByText(/[KM]B of it trained weights, of 1 run\./)).toBeVisible();
});
