// `npm run results [-- --only slug,slug] [--setting fair|small|quick] [--gpu] [--table]`: runs the cards' experiments that have no result yet
// and writes docs/results.md from all results there are.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { closeOnInterrupt, openSite } from "./browser.mjs";
import { progressLine } from "./progress.mjs";
import { experimentOf, resultPath, RESULTS_FOLDER, SETTINGS, writeDocument } from "./results-document.mjs";
import { prepareDatasets } from "./site.mjs";
import { withSources } from "./sources.mjs";

/** @param {string} line */
const log = (line) => void process.stderr.write(`${line}\n`);

/**
 * @param {import("@playwright/test").Page} page
 * @param {unknown} experiment
 * @returns {Promise<any>}
 */
function runInPage(page, experiment) {
  return page.evaluate((given) => {
    const { bakeoff, bakeoffProgress } = /** @type {any} */ (window);
    return bakeoff.run(given, { onEvent: bakeoffProgress });
  }, experiment);
}

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    setting: { type: "string", default: "fair" },
    gpu: { type: "boolean", default: false },
    table: { type: "boolean", default: false },
  },
});
const { setting } = values;
if (!SETTINGS.includes(setting)) {
  log(`--setting is \`${setting}\`, which is none of ${SETTINGS.join(", ")}.`);
  process.exit(2);
}
mkdirSync(RESULTS_FOLDER, { recursive: true });
await withSources(async (load) => {
  const { loadPapers } = await load("/src/papers/index.ts");
  const comparison = await load("/src/papers/comparison/comparison.ts");
  const cards = await loadPapers();
  const wanted = values.only?.split(",");
  const open = cards.filter(
    (/** @type {any} */ card) =>
      (wanted?.includes(card.slug) ?? true) &&
      !existsSync(resultPath(card.slug, experimentOf(card, setting, comparison))),
  );
  if (!values.table && open.length > 0) {
    prepareDatasets();
    const site = await openSite({ log, usesHardware: values.gpu, hubOrigins: [] });
    closeOnInterrupt(site.close);
    try {
      await site.page.exposeFunction("bakeoffProgress", (/** @type {any} */ event) => {
        const line = progressLine(event);
        if (line !== undefined) log(line);
      });
      for (const card of open) {
        log(`${card.slug}:`);
        const experiment = experimentOf(card, setting, comparison);
        const result = await runInPage(site.page, experiment);
        writeFileSync(resultPath(card.slug, experiment), `${JSON.stringify(result)}\n`);
        await writeDocument(cards, comparison, load);
      }
    } finally {
      await site.close();
    }
  }
  await writeDocument(cards, comparison, load);
});
