import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { withPalette } from "./palette-png.mjs";

/** @typedef {import("@playwright/test").Page} Page */

export const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
/** Long pages are shown from their top: what is below looks alike. */
const MOST_PIXELS_HIGH = 1_500;
const FINISH_TIMEOUT_MS = 600_000;

/** Two arms, two seeds and two rates of a pico preset: enough for intervals, a verdict and a grid. */
const EXPERIMENT = {
  schema: "bakeoff/experiment@1",
  kind: "compare",
  title: "Three-Phase Transformer against RoPE only, two seeds",
  arms: [
    { id: "rope-only", title: "RoPE only", preset: "lm-pico" },
    { id: "3pt", title: "3PT", preset: "3pt-pico" },
  ],
  baseline: "rope-only",
  data: { id: "state-of-the-union" },
  sequenceLength: 64,
  batch: 4,
  budget: { steps: 20 },
  learningRates: [0.004, 0.008],
  seeds: [1, 2],
  evaluate: { every: 5, tokens: 2_048, quickTokens: 512 },
  samples: { prompt: "The ", tokens: 80 },
};

/** @param {Page} page */
export const settled = (page) =>
  // Two frames: one for the layout, one for the charts that follow it.
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/**
 * The page at every width, in light and where it is asked in dark too.
 * @param {Page} page @param {string} folder @param {string} name @param {boolean} [hasDark]
 */
async function picture(page, folder, name, hasDark = false) {
  for (const colorScheme of hasDark ? /** @type {const} */ (["light", "dark"]) : /** @type {const} */ (["light"])) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      await settled(page);
      await page.waitForTimeout(300);
      const { width } = viewport;
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      const clip = { x: 0, y: 0, width, height: Math.min(tall, MOST_PIXELS_HIGH) };
      const path = join(folder, `${name}-${width}${colorScheme === "dark" ? "-dark" : ""}.png`);
      writeFileSync(path, withPalette(await page.screenshot({ fullPage: true, clip })));
      console.log(path);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(VIEWPORTS[0]);
}

/** Opens the experiment as a reader does, and trains it. @param {Page} page */
async function train(page) {
  const choosing = page.waitForEvent("filechooser");
  await page.locator("h1").click();
  await page.keyboard.press("o");
  const buffer = Buffer.from(JSON.stringify(EXPERIMENT));
  await (await choosing).setFiles({ name: "two-seeds.json", mimeType: "application/json", buffer });
  await page.getByText("Opened file").waitFor();
  const main = page.locator("main");
  await main.getByRole("button", { name: "Train both" }).last().click();
  await main
    .getByRole("button", { name: /^Train .*again/ })
    .last()
    .waitFor({ timeout: FINISH_TIMEOUT_MS });
}

/** @param {Page} page @param {string} hash */
async function visit(page, hash) {
  await page.evaluate((address) => {
    location.hash = address;
  }, hash);
  await settled(page);
}

/**
 * Every view of the page with a real run in it.
 * @param {Page} page @param {string} folder
 */
export async function picturePages(page, folder) {
  await page
    .locator("main")
    .getByRole("button", { name: /^Train/ })
    .last()
    .waitFor();
  await train(page);
  await picture(page, folder, "train", true);
  await page.getByRole("button", { name: "Share link" }).click();
  const link = await page.getByLabel("Link", { exact: true }).inputValue();
  await page.keyboard.press("Escape");
  await visit(page, "#profile/step");
  await page.getByRole("table").first().waitFor();
  await picture(page, folder, "profile");
  await visit(page, "#compare");
  await page.locator(".comparison .verdict").first().waitFor();
  await picture(page, folder, "compare", true);
  await visit(page, "#papers");
  await page
    .getByRole("link", { name: /Three-Phase/ })
    .first()
    .waitFor();
  await picture(page, folder, "papers");
  await visit(page, "#papers/three-phase-transformer");
  await page.getByRole("button", { name: "Test this claim" }).waitFor();
  await page.waitForTimeout(3_000);
  await picture(page, folder, "card");
  await visit(page, "#build/3pt-pico");
  await page
    .getByRole("region", { name: "Cost" })
    .getByText(/[\d,]{5,}/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Open all repeats" }).click();
  await page
    .getByRole("group", { name: "Canvas" })
    .getByRole("button", { name: /^Attention/ })
    .click();
  await picture(page, folder, "build");
  await page.goto(link);
  await page.getByText("Nothing has been started.").waitFor();
  await picture(page, folder, "share");
}
