// Pictures of the built page at every width and in both colour schemes, to be looked at.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS } from "./chromium.mjs";
import { ensureChromium } from "./install-chromium.mjs";
import { buildSite, serveSite } from "./site.mjs";

const USAGE = `npm run screenshots -- [--out FOLDER] [--press BUTTON] [--wait SECONDS] [HASH …]
  --out    folder for the pictures (default: test-results/screenshots)
  --press  name of a button to press before each picture, for instance Train
  --wait   seconds between that and the picture (default: 1)
  HASH     views by the part of their address after "#" (default: the first page)`;

const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const COLOR_SCHEMES = /** @type {const} */ (["light", "dark"]);

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: "string", default: "test-results/screenshots" },
        press: { type: "string" },
        wait: { type: "string", default: "1" },
      },
    });
    const waitMs = Number(values.wait) * 1000;
    if (!(waitMs >= 0)) throw new Error(`--wait ${values.wait} is not a number of seconds.`);
    return { folder: values.out, button: values.press, waitMs, hashes: positionals.length > 0 ? positionals : [""] };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}`);
    return process.exit(2);
  }
}

const { folder, button, waitMs, hashes } = readArguments();
mkdirSync(folder, { recursive: true });
const executablePath = ensureChromium(console.log);
await buildSite(console.log);
const server = await serveSite();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
try {
  for (const hash of hashes) {
    for (const viewport of VIEWPORTS) {
      for (const colorScheme of COLOR_SCHEMES) {
        // A context of its own, so that no picture shows what an earlier one stored.
        const context = await browser.newContext({ viewport, colorScheme });
        const page = await context.newPage();
        await page.goto(server.url + (hash === "" ? "" : `#${hash.replace(/^#/, "")}`));
        if (button !== undefined) await page.getByRole("button", { name: button }).first().click();
        await page.waitForTimeout(waitMs);
        const name = hash.replaceAll(/\W+/g, "-").replace(/^-/, "") || "first-page";
        const path = join(folder, `${name}-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        console.log(path);
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
