import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS } from "./chromium.mjs";
import { ensureChromium } from "./install-chromium.mjs";
import { buildSite, serveSite } from "./site.mjs";

const SOFTWARE_ADAPTER_FLAG = "--use-webgpu-adapter=swiftshader";
const READY_TIMEOUT_MS = 60_000;

/** A sentence for the person at the terminal: the input is at fault, not the program. */
export class BadInput extends Error {}

/**
 * @typedef {object} Site
 * @property {import("@playwright/test").Page} page the built page, with `window.bakeoff` ready
 * @property {() => Promise<void>} close
 */

/**
 * Builds the site if it is older than its sources, serves it with its released headers and opens it in Chromium.
 * @param {{ log: (line: string) => void, usesHardware: boolean, hubOrigins: string[] }} options
 * @returns {Promise<Site>}
 */
export async function openSite({ log, usesHardware, hubOrigins }) {
  const executablePath = ensureChromium(log);
  await buildSite(log);
  if (hubOrigins.length > 0) {
    process.env.BAKEOFF_CONNECT = [process.env.BAKEOFF_CONNECT ?? "", ...hubOrigins].join(" ").trim();
  }
  const server = await serveSite();
  const args = usesHardware ? CHROMIUM_FLAGS.filter((flag) => flag !== SOFTWARE_ADAPTER_FLAG) : CHROMIUM_FLAGS;
  const browser = await chromium.launch({ executablePath, args });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => log(`page error: ${error.message}`));
    // Automation alone: the page shows no first-visit demonstration that would take the device.
    await page.goto(`${server.url}#automation`);
    await page.waitForFunction(() => "bakeoff" in window, undefined, { timeout: READY_TIMEOUT_MS });
    return { page, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/**
 * Closes the browser when the terminal ends the script.
 * @param {() => Promise<void>} close
 */
export function closeOnInterrupt(close) {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.once(signal, () => {
      void close().finally(() => process.exit(130));
    });
  }
}
