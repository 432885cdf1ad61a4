// Pictures of the built page in each of its states, at every width and in both colour schemes, to be looked at. They come
// from a real run; docs/train.png, which the README shows, is the finished one.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS } from "./chromium.mjs";
import { ensureChromium } from "./install-chromium.mjs";
import { buildSite, prepareDatasets, ROOT, serveSite } from "./site.mjs";

const USAGE = `npm run screenshots -- [--out FOLDER] [--steps N] [--readme]
  --out     folder for the pictures (default: test-results/screenshots)
  --steps   training steps of the run in the pictures (default: the card's own)
  --readme  also renew docs/train.png`;

const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const COLOR_SCHEMES = /** @type {const} */ (["light", "dark"]);
const FINISH_TIMEOUT_MS = 900_000;
/** Share of the steps after which the run is paused for its picture. */
const PAUSE_AFTER = 0.5;

/** @typedef {import("@playwright/test").Page} Page */

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: "string", default: "test-results/screenshots" },
        steps: { type: "string" },
        readme: { type: "boolean", default: false },
      },
    });
    const steps = values.steps === undefined ? undefined : Number(values.steps);
    if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) {
      throw new Error(`--steps ${values.steps} is not a number of steps.`);
    }
    return { folder: values.out, steps, isForReadme: values.readme };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}`);
    return process.exit(2);
  }
}

const { folder, steps, isForReadme } = readArguments();

/**
 * The page as it is now, at every width and in both colour schemes.
 * @param {Page} page
 * @param {string} state
 */
async function picture(page, state) {
  for (const colorScheme of COLOR_SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      // Two frames: one for the layout, one for the charts that follow it.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const path = join(folder, `${state}-${viewport.width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      console.log(path);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(VIEWPORTS[0]);
}

/** @param {Page} page @param {RegExp | string} name */
const button = (page, name) => page.locator("main").getByRole("button", { name });

/** @param {Page} page */
async function stepsInAll(page) {
  const text = (await page.locator(".progress-line").textContent()) ?? "";
  return Number((/ of ([\d,]+)/.exec(text)?.[1] ?? "0").replaceAll(",", ""));
}

/** @param {Page} page @param {number} least */
async function waitForStep(page, least) {
  await page.waitForFunction(
    (wanted) => {
      const text = document.querySelector(".progress-line")?.textContent ?? "";
      return Number((/step ([\d,]+) of/.exec(text)?.[1] ?? "0").replaceAll(",", "")) >= wanted;
    },
    least,
    { timeout: FINISH_TIMEOUT_MS },
  );
}

/** First visit, preparing, mid-run and finished: one run. @param {Page} page */
async function pictureRun(page) {
  await button(page, /^Train/).waitFor();
  await page.getByText("software adapter").or(page.getByText("fp32")).first().waitFor();
  await picture(page, "first-visit");
  if (steps !== undefined) {
    await page.getByLabel("Steps", { exact: true }).fill(`${steps}`);
    await page.getByLabel("Steps", { exact: true }).blur();
  }
  await button(page, /^Train/).click();
  await page
    .getByText(/\d+\/\d+ kernels/)
    .first()
    .waitFor({ timeout: FINISH_TIMEOUT_MS });
  await page.screenshot({ path: join(folder, "preparing-1440-light.png"), fullPage: true });
  await waitForStep(page, 1);
  await waitForStep(page, Math.ceil(PAUSE_AFTER * (await stepsInAll(page))));
  await button(page, "Pause").click();
  await button(page, "Resume").waitFor();
  await picture(page, "mid-run");
  await button(page, "Resume").click();
  await button(page, /^Train .*again/).waitFor({ timeout: FINISH_TIMEOUT_MS });
  await picture(page, "finished");
}

/** A text that nothing can be learned from. @param {Page} page */
async function pictureFailure(page) {
  const choosing = page.waitForEvent("filechooser");
  await page.locator("h1").click();
  await page.keyboard.press("o");
  await (await choosing).setFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("Too short.") });
  await button(page, /^Train/).click();
  await page.getByRole("alert").first().waitFor();
  await picture(page, "failure");
}

mkdirSync(folder, { recursive: true });
const executablePath = ensureChromium(console.log);
prepareDatasets();
await buildSite(console.log);
const server = await serveSite();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
try {
  const page = await browser.newPage({ viewport: VIEWPORTS[0], colorScheme: "light" });
  await page.goto(server.url);
  await pictureRun(page);
  await pictureFailure(page);
  const without = await browser.newPage({ viewport: VIEWPORTS[0] });
  await without.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "gpu"));
  await without.goto(server.url);
  await without
    .getByRole("button", { name: /[\d,]+ parameters/ })
    .first()
    .waitFor();
  await picture(without, "no-webgpu");
} finally {
  await browser.close();
  await server.close();
}
if (isForReadme) copyFileSync(join(folder, "finished-1440-light.png"), join(ROOT, "docs/train.png"));
