// Pictures of the built page from real runs, to be looked at. Without options: every view at every width into
// docs/screenshots, as the documents show them. With --states: the training view in each of its states.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS } from "./chromium.mjs";
import { ensureChromium } from "./install-chromium.mjs";
import { picturePages, VIEWPORTS } from "./screenshots/pages.mjs";
import { pictureStates, pictureWithoutWebGpu } from "./screenshots/states.mjs";
import { buildSite, prepareDatasets, ROOT, serveSite } from "./site.mjs";

const USAGE = `npm run screenshots -- [--out FOLDER] [--states] [--steps N] [--readme]
  --out     folder for the pictures (default: docs/screenshots; of states test-results/screenshots)
  --states  the training view before, during and after a run, failed and without WebGPU, light and dark
  --steps   training steps of the run in those (default: the card's own)
  --readme  renews docs/train.png from them`;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: "string" },
        states: { type: "boolean", default: false },
        steps: { type: "string" },
        readme: { type: "boolean", default: false },
      },
    });
    const steps = values.steps === undefined ? undefined : Number(values.steps);
    if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) {
      throw new Error(`--steps ${values.steps} is not a number of steps.`);
    }
    const showsStates = values.states || values.readme;
    const folder = values.out ?? join(ROOT, showsStates ? "test-results/screenshots" : "docs/screenshots");
    return { folder, steps, showsStates, isForReadme: values.readme };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}`);
    return process.exit(2);
  }
}

const { folder, steps, showsStates, isForReadme } = readArguments();

mkdirSync(folder, { recursive: true });
const executablePath = ensureChromium(console.log);
prepareDatasets();
await buildSite(console.log);
const server = await serveSite();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
try {
  const page = await browser.newPage({ viewport: VIEWPORTS[0], colorScheme: "light" });
  await page.goto(server.url);
  if (showsStates) {
    await pictureStates(page, folder, steps);
    const without = await browser.newPage({ viewport: VIEWPORTS[0] });
    await pictureWithoutWebGpu(without, server.url, folder);
  } else await picturePages(page, folder);
} finally {
  await browser.close();
  await server.close();
}
if (isForReadme) copyFileSync(join(folder, "finished-1440-light.png"), join(ROOT, "docs/train.png"));
