import { join } from "node:path";
import { settled, VIEWPORTS } from "./pages.mjs";

/** @typedef {import("@playwright/test").Page} Page */

const COLOR_SCHEMES = /** @type {const} */ (["light", "dark"]);
const FINISH_TIMEOUT_MS = 900_000;
/** Share of the steps after which the run is paused for its picture. */
const PAUSE_AFTER = 0.5;

/**
 * The page as it is now, at every width and in both colour schemes.
 * @param {Page} page
 * @param {string} folder
 * @param {string} state
 */
async function picture(page, folder, state) {
  for (const colorScheme of COLOR_SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      await settled(page);
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

/**
 * First visit, preparing, mid-run and finished: one run.
 * @param {Page} page @param {string} folder @param {number | undefined} steps
 */
async function pictureRun(page, folder, steps) {
  await button(page, /^Train/).waitFor();
  await page.getByText("software adapter").or(page.getByText("fp32")).first().waitFor();
  await picture(page, folder, "first-visit");
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
  await picture(page, folder, "mid-run");
  await button(page, "Resume").click();
  await button(page, /^Train .*again/).waitFor({ timeout: FINISH_TIMEOUT_MS });
  await picture(page, folder, "finished");
}

/** A text that nothing can be learned from. @param {Page} page @param {string} folder */
async function pictureFailure(page, folder) {
  const choosing = page.waitForEvent("filechooser");
  await page.locator("h1").click();
  await page.keyboard.press("o");
  await (await choosing).setFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("Too short.") });
  await button(page, /^Train/).click();
  await page.getByRole("alert").first().waitFor();
  await picture(page, folder, "failure");
}

/**
 * The training view before, during and after a run, and failed.
 * @param {Page} page @param {string} folder @param {number | undefined} steps
 */
export async function pictureStates(page, folder, steps) {
  await pictureRun(page, folder, steps);
  await pictureFailure(page, folder);
}

/** What a browser without WebGPU shows. @param {Page} page @param {string} url @param {string} folder */
export async function pictureWithoutWebGpu(page, url, folder) {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "gpu"));
  await page.goto(url);
  await page
    .getByRole("button", { name: /[\d,]+ parameters/ })
    .first()
    .waitFor();
  await picture(page, folder, "no-webgpu");
}
