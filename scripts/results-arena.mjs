// The part of docs/results.md on the Long Range Arena: mixers against tasks, and how their cost grows with a row.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./site.mjs";

/** `arena` runs the files as they are, `arena-look` a few steps of each. */
export const ARENA_SETTINGS = ["arena", "arena-look"];

const TASKS = ["listops", "text", "retrieval", "pixels", "pathfinder"];
const LOOK = { batch: 4, budget: { steps: 40 }, seeds: [1], evaluate: { every: 40, tokens: 200, quickTokens: 50 } };

/** @typedef {{ task: string, name: string, experiment: any }} ArenaExperiment */

/** One experiment for each task: `experiments/lra-<task>.json`. @param {string} setting @returns {ArenaExperiment[]} */
export function arenaExperiments(setting) {
  return TASKS.map((task) => {
    const given = JSON.parse(readFileSync(join(ROOT, "experiments", `lra-${task}.json`), "utf8"));
    return { task, name: `lra-${task}`, experiment: setting === "arena-look" ? { ...given, ...LOOK } : given };
  });
}

/** @param {any} result @param {string} id @param {any} tools @returns {number | undefined} */
function accuracyOf(result, id, { bestRate, mean }) {
  const arm = result?.arms.find((/** @type {any} */ one) => one.id === id);
  const runs = arm === undefined ? undefined : bestRate(arm)?.runs;
  return runs && mean(runs.map((/** @type {any} */ run) => run.final.accuracy));
}

const percent = (/** @type {number | undefined} */ share) =>
  share === undefined ? "–" : `${(100 * share).toFixed(1)} %`;

/** @param {any} arm @param {readonly any[]} results @param {any} tools */
function accuracyRow({ id, title }, results, tools) {
  const accuracies = results.map((result) => accuracyOf(result, id, tools));
  const known = accuracies.filter((value) => value !== undefined);
  return `| ${[title, ...accuracies.map(percent), percent(known.length === 0 ? undefined : tools.mean(known))].join(" | ")} |`;
}

const LENGTHS = [128, 512, 2048];

/** Operations of one row and what is kept of it, at growing lengths. @param {any} arm @param {any} tools */
function lengthRow({ title, preset }, { costGrowth }) {
  const grown = ["forwardFlops", "stateFloats"].map((counter) => costGrowth({ preset, counter }));
  const cells = grown.flatMap(({ lengths, values }) =>
    LENGTHS.map((length) => Math.round(values[lengths.indexOf(length)]).toLocaleString("en-US")),
  );
  return `| ${[title, ...cells, `T^${grown[0].exponent.toFixed(2)}`].join(" | ")} |`;
}

/** @param {any} result */
function settingOf({ experiment, arms, adapter }) {
  const steps = arms[0].runs[0]?.curves.step.at(-1) ?? 0;
  const where = adapter.isSoftware ? "software adapter" : adapter.description;
  return `${steps} steps of ${experiment.batch} rows, n = ${experiment.seeds.length}, ${where}`;
}

/** @param {(experiment: ArenaExperiment) => any} kept The result of an experiment, undefined where it was not run. @param {any} tools */
export function arenaPart(kept, tools) {
  const [whole, look] = ARENA_SETTINGS.map(arenaExperiments);
  const results = whole.map((experiment, i) => kept(experiment) ?? kept(look[i]));
  const { arms } = whole[0].experiment;
  const run = TASKS.flatMap((task, i) => (results[i] === undefined ? [] : [`- ${task}: ${settingOf(results[i])}`]));
  const accuracies = [
    `| mixer | ${TASKS.join(" | ")} | mean of those run |`,
    `| --- | ${TASKS.map(() => "---:").join(" | ")} | ---: |`,
    ...arms.map((/** @type {any} */ arm) => accuracyRow(arm, results, tools)),
  ];
  const heads = LENGTHS.map((length) => length.toLocaleString("en-US"));
  const lengths = [
    `| mixer | ${heads.map((length) => `operations, ${length}`).join(" | ")} | ${heads.map((length) => `state, ${length}`).join(" | ")} | operations grow as |`,
    `| --- | ${[...LENGTHS, ...LENGTHS].map(() => "---:").join(" | ")} | --- |`,
    ...arms.map((/** @type {any} */ arm) => lengthRow(arm, tools)),
  ];
  return [
    "## Long Range Arena: mixers against tasks\n",
    "Rows right, in the suite’s shell, no arm more than 10 % from the transformer’s parameters. Guessing is right once in two times, on pixels once in ten, on ListOps about once in seven.\n",
    ...(run.length === 0 ? ["Not run yet.\n"] : [...run, "", ...accuracies, ""]),
    "Counted operations of one row forward, and numbers kept of it to go on, at three lengths (ListOps’ documents):\n",
    ...lengths,
    "",
  ].join("\n");
}
