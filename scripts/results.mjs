// `npm run results [-- --only slug,slug] [--quick] [--gpu] [--table]`: runs the cards' experiments that have no result yet
// and writes docs/results.md from all results there are.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { closeOnInterrupt, openSite } from "./browser.mjs";
import { progressLine } from "./progress.mjs";
import { prepareDatasets, ROOT } from "./site.mjs";
import { withSources } from "./sources.mjs";

const RESULTS_FOLDER = join(ROOT, "test-results/results");
const DOCUMENT = join(ROOT, "docs/results.md");

/** @param {string} line */
const log = (line) => void process.stderr.write(`${line}\n`);

/** A result is of one experiment: another one, and it is run again. @param {string} slug @param {unknown} experiment */
function resultPath(slug, experiment) {
  const hash = createHash("sha256").update(JSON.stringify(experiment)).digest("hex").slice(0, 12);
  return join(RESULTS_FOLDER, `${slug}-${hash}.json`);
}

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

/** @param {any} arm */
function armRow(arm) {
  const finished = arm.runs.filter((/** @type {any} */ run) => run.final !== undefined);
  const best = Math.min(...finished.map((/** @type {any} */ run) => run.final.bitsPerByte));
  const flops = arm.cost.flopsPerTokenForward;
  const state = arm.cost.stateBytes;
  const cells = [
    arm.title ?? arm.id,
    arm.parameters.toLocaleString("en-US"),
    Math.round(flops).toLocaleString("en-US"),
    state.toLocaleString("en-US"),
    finished.length === 0 ? "–" : best.toFixed(3),
  ];
  return `| ${cells.join(" | ")} |`;
}

/**
 * @param {any} card
 * @param {any} result
 * @param {(arms: any, setting: any) => { sentence: string }[]} cardVerdicts
 */
function section(card, result, cardVerdicts) {
  const heading = `## ${card.title}\n\nClaim: ${card.claim.sentence}\n`;
  if (result === undefined) return `${heading}\nNot run yet.\n`;
  const { experiment, arms, adapter } = result;
  const verdicts = cardVerdicts(arms, { baseline: experiment.baseline, isSoftwareAdapter: adapter.isSoftware });
  const setting = `${result.arms[0].runs[0]?.curves.step.at(-1) ?? 0} steps of ${experiment.batch} × ${experiment.sequenceLength} tokens, n = ${experiment.seeds.length}, learning rates ${experiment.learningRates?.join(" and ") ?? "of the presets"}, ${result.dataset.title ?? result.dataset.id}, ${adapter.isSoftware ? "software adapter" : adapter.description}.`;
  const table = [
    "| arm | parameters | forward FLOPs per token | state bytes | best bits per byte |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...arms.map(armRow),
  ];
  return `${heading}\n${setting}\n\n${table.join("\n")}\n\n${verdicts.map(({ sentence }) => `- ${sentence}`).join("\n")}\n`;
}

const INTRODUCTION = `# Results

Each paper card's experiment against its matched baseline, made by \`npm run results\`. Verdicts are computed from the runs: paired by seed,
each arm at its best learning rate, with the 95 % interval of the mean difference. n is the number of seeds; n = 1 decides nothing.
`;

/** Of each card the fair experiment, or else the quick look, whose one seed the text tells. @param {any[]} cards @param {(path: string) => Promise<any>} load */
async function writeDocument(cards, load) {
  const { cardVerdicts } = await load("/src/papers/card-verdict/card-verdict.ts");
  const sections = cards.map((card) => {
    const { fair, quick } = card.experiments;
    const path = [fair, quick].map((experiment) => resultPath(card.slug, experiment)).find(existsSync);
    const result = path === undefined ? undefined : JSON.parse(readFileSync(path, "utf8"));
    return section(card, result, cardVerdicts);
  });
  const text = [INTRODUCTION, ...sections].join("\n");
  writeFileSync(DOCUMENT, await format(text, { parser: "markdown", printWidth: 140 }));
}

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    gpu: { type: "boolean", default: false },
    table: { type: "boolean", default: false },
  },
});
const which = values.quick ? "quick" : "fair";
mkdirSync(RESULTS_FOLDER, { recursive: true });
await withSources(async (load) => {
  const { loadPapers } = await load("/src/papers/index.ts");
  const cards = await loadPapers();
  const wanted = values.only?.split(",");
  const open = cards.filter(
    (/** @type {any} */ { slug, experiments }) =>
      (wanted?.includes(slug) ?? true) && !existsSync(resultPath(slug, experiments[which])),
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
      for (const { slug, experiments } of open) {
        log(`${slug}:`);
        const result = await runInPage(site.page, experiments[which]);
        writeFileSync(resultPath(slug, experiments[which]), `${JSON.stringify(result)}\n`);
        await writeDocument(cards, load);
      }
    } finally {
      await site.close();
    }
  }
  await writeDocument(cards, load);
});
