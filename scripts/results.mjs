// `npm run results [-- --only slug,slug] [--setting fair|small|quick] [--gpu] [--table]`, for image networks
// `npm run results -- --setting photographs|photographs-longer --cifar FOLDER` with CIFAR-10's binary files, for mixers against tasks
// `npm run results -- --setting arena|arena-look [--only lra-listops]`: runs the experiments that have no result yet and writes docs/results.md
// from all results there are.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeOnInterrupt, openSite } from "./browser.mjs";
import { progressLine } from "./progress.mjs";
import { ARENA_SETTINGS, arenaExperiments } from "./results-arena.mjs";
import {
  experimentOf,
  PHOTOGRAPH_SETTINGS,
  resultPath,
  RESULTS_FOLDER,
  SETTINGS,
  writeDocument,
} from "./results-document.mjs";
import { prepareDatasets } from "./site.mjs";
import { withSources } from "./sources.mjs";

/** @param {string} line */
const log = (line) => void process.stderr.write(`${line}\n`);

/** Files that an experiment names, out of a folder. @param {any} experiment @param {string} folder */
function filesOf({ data }, folder) {
  const names = [data.file, data.splits?.evaluationFile].filter((name) => typeof name === "string");
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString("base64")]));
}

/**
 * @param {import("@playwright/test").Page} page
 * @param {unknown} experiment
 * @param {Record<string, string>} filesBase64
 * @returns {Promise<any>}
 */
function runInPage(page, experiment, filesBase64) {
  return page.evaluate(([given, encoded]) => {
    const files = Object.fromEntries(
      Object.entries(encoded).map(([name, text]) => [name, Uint8Array.from(atob(text), (char) => char.charCodeAt(0))]),
    );
    const { bakeoff, bakeoffProgress } = /** @type {any} */ (window);
    return bakeoff.run(given, { files, onEvent: bakeoffProgress });
  }, /** @type {const} */ ([experiment, filesBase64]));
}

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    setting: { type: "string", default: "fair" },
    cifar: { type: "string" },
    gpu: { type: "boolean", default: false },
    table: { type: "boolean", default: false },
  },
});
const { setting } = values;
const known = [...SETTINGS, ...PHOTOGRAPH_SETTINGS, ...ARENA_SETTINGS];
if (!known.includes(setting)) {
  log(`--setting is \`${setting}\`, which is none of ${known.join(", ")}.`);
  process.exit(2);
}
if (PHOTOGRAPH_SETTINGS.includes(setting) && values.cifar === undefined) {
  log(`--setting ${setting} needs --cifar and the folder that holds data_batch_1.bin and test_batch.bin of CIFAR-10.`);
  process.exit(2);
}
mkdirSync(RESULTS_FOLDER, { recursive: true });
await withSources(async (load) => {
  const { loadPapers } = await load("/src/papers/index.ts");
  const comparison = await load("/src/papers/comparison/comparison.ts");
  const cards = await loadPapers();
  const wanted = values.only?.split(",");
  const all = ARENA_SETTINGS.includes(setting)
    ? arenaExperiments(setting)
    : cards.map((/** @type {any} */ card) => ({
        name: card.slug,
        experiment: experimentOf(card, setting, comparison),
      }));
  const open = all.filter((/** @type {any} */ { name, experiment }) => {
    const isWanted = wanted?.includes(name) ?? true;
    return isWanted && experiment !== undefined && !existsSync(resultPath(name, experiment));
  });
  if (!values.table && open.length > 0) {
    prepareDatasets();
    const site = await openSite({ log, usesHardware: values.gpu, hubOrigins: [] });
    closeOnInterrupt(site.close);
    try {
      await site.page.exposeFunction("bakeoffProgress", (/** @type {any} */ event) => {
        const line = progressLine(event);
        if (line !== undefined) log(line);
      });
      for (const { name, experiment } of open) {
        log(`${name}:`);
        const result = await runInPage(site.page, experiment, filesOf(experiment, values.cifar ?? "."));
        writeFileSync(resultPath(name, experiment), `${JSON.stringify(result)}\n`);
        await writeDocument(cards, comparison, load);
      }
    } finally {
      await site.close();
    }
  }
  await writeDocument(cards, comparison, load);
});
