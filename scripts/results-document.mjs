// docs/results.md from the results that `npm run results` has kept.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { arenaPart } from "./results-arena.mjs";
import { imagesPart } from "./results-images.mjs";
import { ROOT } from "./site.mjs";

/** On photographs of CIFAR-10, read from files. */
export const PHOTOGRAPH_SETTINGS = ["photographs", "photographs-longer"];
const PHOTOGRAPH_FILES = { train: "data_batch_1.bin", evaluation: "test_batch.bin" };

/** From the firmest to the loosest: the first that a card has a result of is shown. */
export const SETTINGS = ["fair", "small", "quick"];

export const RESULTS_FOLDER = join(ROOT, "test-results/results");
const DOCUMENT = join(ROOT, "docs/results.md");

/**
 * The experiment of a card at a setting; `small` is the quick look with the seeds and rates of the fair one. Undefined where a card
 * has none, as photographs are nothing for a model of texts.
 * @param {any} card @param {string} setting @param {any} comparison
 */
export function experimentOf({ experiments }, setting, comparison) {
  switch (setting) {
    case "small":
      return comparison.smallComparison(experiments.quick);
    case "photographs":
      return comparison.lookAtPhotographs(experiments.quick, PHOTOGRAPH_FILES);
    case "photographs-longer":
      return comparison.longerLookAtPhotographs(experiments.quick, PHOTOGRAPH_FILES);
    default:
      return experiments[setting];
  }
}

/** The kept result of a card at a setting. @param {any} card @param {string} setting @param {any} comparison @returns {any} */
function keptResult(card, setting, comparison) {
  const experiment = experimentOf(card, setting, comparison);
  return experiment === undefined ? undefined : resultOf(card.slug, experiment);
}

/** What was kept of an experiment. @param {string} name @param {unknown} experiment @returns {any} */
function resultOf(name, experiment) {
  const path = resultPath(name, experiment);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** A result is of one experiment: another one, and it is run again. @param {string} slug @param {unknown} experiment */
export function resultPath(slug, experiment) {
  const hash = createHash("sha256").update(JSON.stringify(experiment)).digest("hex").slice(0, 12);
  return join(RESULTS_FOLDER, `${slug}-${hash}.json`);
}

/**
 * Mean over the seeds at the best rate with half of its 95 % interval, then the mean at every rate of the grid.
 * @param {any} arm @param {any} tools
 */
function armRow(arm, { rateTable, bestRate, mean, interval95HalfWidth, qualityOf }) {
  const best = bestRate(arm);
  const quality = best?.runs.map((/** @type {any} */ run) => qualityOf(run.final)) ?? [];
  const half = interval95HalfWidth(quality);
  const spread = half === undefined ? "" : ` ± ${half.toFixed(3)}`;
  const grid = rateTable(arm).map((/** @type {any} */ row) => `${row.learningRate}: ${row.bitsPerByte.toFixed(3)}`);
  const rates = rateTable(arm).map((/** @type {any} */ row) => row.learningRate);
  const isAtEdge = rates.length > 1 && [Math.min(...rates), Math.max(...rates)].includes(best?.learningRate);
  const cells = [
    arm.title ?? arm.id,
    arm.parameters.toLocaleString("en-US"),
    Math.round(arm.cost.flopsPerTokenForward).toLocaleString("en-US"),
    arm.cost.stateBytes.toLocaleString("en-US"),
    quality.length === 0 ? "–" : `${mean(quality).toFixed(3)}${spread}, n = ${quality.length}`,
    grid.length < 2 ? (best?.learningRate ?? "–") : `${grid.join("; ")}${isAtEdge ? " (best at the edge)" : ""}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** @param {any} card @param {any} result @param {any} tools */
function section(card, result, tools) {
  const heading = `## ${card.title}\n\nClaim: ${card.claim.sentence}\n`;
  if (result === undefined) return `${heading}\nNot run yet.\n`;
  const { experiment, arms, adapter, dataset } = result;
  const against = { baseline: experiment.baseline, isSoftwareAdapter: adapter.isSoftware };
  const verdicts = tools.cardVerdicts(arms, against, dataset);
  const measure = tools.measureOf(dataset);
  const isOfTokens = measure.example === "token";
  const batch = isOfTokens
    ? `${experiment.batch} × ${experiment.sequenceLength} tokens`
    : `${experiment.batch} ${measure.example}s`;
  const setting = [
    `${arms[0].runs[0]?.curves.step.at(-1) ?? 0} steps of ${batch}`,
    `n = ${experiment.seeds.length}`,
    dataset.title ?? dataset.id,
    adapter.isSoftware ? "software adapter" : adapter.description,
  ];
  const table = [
    `| arm | parameters | forward FLOPs per ${measure.example} | state bytes | ${tools.unitInWords(measure)} at the best rate | mean by learning rate |`,
    "| --- | ---: | ---: | ---: | ---: | --- |",
    ...arms.map((/** @type {any} */ arm) => armRow(arm, tools)),
  ];
  const sentences = verdicts.map((/** @type {any} */ { sentence }) => `- ${sentence}`);
  const expectation = `What was to be expected: ${card.claim.atThisScale}`;
  return [heading, `${setting.join(", ")}.\n`, `${table.join("\n")}\n`, `${sentences.join("\n")}\n`, expectation].join(
    "\n",
  );
}

const INTRODUCTION = `# Results

Each paper card's experiment against its matched baseline, made by \`npm run results\`. Verdicts are computed from the runs: paired by seed,
each arm at its best learning rate, with the 95 % interval of the mean difference. n is the number of seeds; n = 1 decides nothing. Models this
small, trained this briefly, say little about the sizes of the papers: the last lines of each part tell what was to be expected here.
`;

/**
 * Of each card the firmest setting that has a result.
 * @param {any[]} cards @param {any} comparison @param {(path: string) => Promise<any>} load
 */
export async function writeDocument(cards, comparison, load) {
  const tools = {
    ...(await load("/src/papers/card-verdict/card-verdict.ts")),
    ...(await load("/src/experiments/compare/runs.ts")),
    ...(await load("/src/experiments/schema/measure.ts")),
    ...(await load("/src/lib/statistics.ts")),
    ...(await load("/src/papers/cost-growth/cost-growth.ts")),
  };
  const firmest = (/** @type {any} */ card) =>
    SETTINGS.map((setting) => keptResult(card, setting, comparison)).find((result) => result !== undefined);
  const ofPhotographs = cards.filter((card) => experimentOf(card, "photographs", comparison) !== undefined);
  const sections = cards
    .filter((card) => !ofPhotographs.includes(card))
    .map((card) => section(card, firmest(card), tools));
  const images = ofPhotographs.map((card) => {
    const [look, longer] = PHOTOGRAPH_SETTINGS.map((setting) => keptResult(card, setting, comparison));
    return { card, look, longer };
  });
  const arena = arenaPart(({ name, experiment }) => resultOf(name, experiment), tools);
  const text = [INTRODUCTION, ...sections, arena, imagesPart(images, tools)].join("\n");
  writeFileSync(DOCUMENT, await format(text, { parser: "markdown", printWidth: 140 }));
}
