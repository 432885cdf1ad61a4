// `npm run bakeoff -- papers [--only slug,slug] [--gpu] [--again]`: every paper card against its promises, in one page.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { BadInput, closeOnInterrupt, openSite } from "./browser.mjs";
import { prepareDatasets, ROOT } from "./site.mjs";
import { withSources } from "./sources.mjs";

const STATE_FILE = join(ROOT, "test-results/papers.json");
const MANIFEST = join(ROOT, "dist/.vite/manifest.json");
const PAUSE_AT_STEP = 10;
/** Losses at either end whose means are compared. */
const ENDS = 5;

/** @typedef {{ name: string, problem?: string }} Check */
/** @typedef {Record<string, { fingerprint: string, checks: Check[] }>} State */

/** @param {string} line */
const log = (line) => void process.stderr.write(`${line}\n`);

/** @returns {State} */
function readState() {
  return existsSync(STATE_FILE) ? JSON.parse(readFileSync(STATE_FILE, "utf8")) : {};
}

/** @param {State} state */
function writeState(state) {
  mkdirSync(dirname(STATE_FILE), { recursive: true });
  writeFileSync(STATE_FILE, `${JSON.stringify(state, null, 1)}\n`);
}

/**
 * Runs an experiment whole, or pauses it half way, exports its state and goes on from that in a second run.
 * @param {import("@playwright/test").Page} page
 * @param {unknown} experiment
 * @param {number | null} pauseAtStep
 */
function runInPage(page, experiment, pauseAtStep) {
  return page.evaluate(async ([given, pauseAt]) => {
    const { bakeoff } = /** @type {any} */ (window);
    try {
      if (pauseAt === null) return { result: await bakeoff.run(given) };
      /** @type {(value?: unknown) => void} */
      let whenPaused = () => {};
      const paused = new Promise((resolve) => (whenPaused = resolve));
      const onEvent = (/** @type {any} */ event) => {
        if (event.type === "state" && event.state === "paused") whenPaused();
      };
      const running = bakeoff.run(given, { pauseAtStep: pauseAt, onEvent });
      await Promise.race([paused, running]);
      const state = await bakeoff.exportState();
      await bakeoff.stop();
      await running;
      return { result: await bakeoff.run(given, { resumeFrom: state }) };
    } catch (thrown) {
      return { problem: /** @type {Error} */ (thrown).message };
    }
  }, /** @type {const} */ ([experiment, pauseAtStep]));
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * @param {any} result
 * @returns {string | undefined} what is wrong with the losses of an arm
 */
function lossProblem(result) {
  for (const { id, runs } of result.arms) {
    for (const { curves } of runs) {
      const losses = curves.trainLoss;
      if (losses.some((/** @type {number | null} */ loss) => loss === null))
        return `${id} has a loss that is not finite.`;
      const [first, last] = [mean(losses.slice(0, ENDS)), mean(losses.slice(-ENDS))];
      if (!(last < first)) return `${id} does not learn: its loss goes from ${first.toFixed(3)} to ${last.toFixed(3)}.`;
    }
  }
  return undefined;
}

/** @param {any} result */
const hashesOf = (result) =>
  result.arms.flatMap((/** @type {any} */ arm) =>
    arm.runs.map((/** @type {any} */ run) => `${arm.id} ${run.stateHash}`),
  );

/**
 * @param {import("@playwright/test").Page} page
 * @param {unknown} experiment
 * @returns {Promise<Check[]>}
 */
async function deviceChecks(page, experiment) {
  const training = "20 steps train";
  const resuming = "exported state goes on to the same bits";
  const whole = await runInPage(page, experiment, null);
  if (whole.problem !== undefined) return [{ name: training, problem: whole.problem }];
  const problem = lossProblem(whole.result);
  const trained = problem === undefined ? { name: training } : { name: training, problem };
  const resumed = await runInPage(page, experiment, PAUSE_AT_STEP);
  if (resumed.problem !== undefined) return [trained, { name: resuming, problem: resumed.problem }];
  const [wanted, got] = [hashesOf(whole.result), hashesOf(resumed.result)];
  const other = wanted.find((/** @type {string} */ hash, /** @type {number} */ index) => hash !== got[index]);
  const resumption = other === undefined ? {} : { problem: `${other.split(" ")[0]} ends in another state.` };
  return [trained, { name: resuming, ...resumption }];
}

/**
 * @param {string} slug
 * @param {Check[]} checks
 */
function cardLine(slug, checks) {
  const wrong = checks.filter(({ problem }) => problem !== undefined);
  if (wrong.length === 0) return `passed ${slug}: ${checks.map(({ name }) => name).join(", ")}`;
  return `FAILED ${slug}: ${wrong.map(({ name, problem }) => `${name}: ${problem}`).join(" | ")}`;
}

/** @param {string[]} args */
function readArguments(args) {
  const options = {
    only: { type: /** @type {const} */ ("string") },
    gpu: { type: /** @type {const} */ ("boolean"), default: false },
    again: { type: /** @type {const} */ ("boolean"), default: false },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (thrown) {
    throw new BadInput(
      `${/** @type {Error} */ (thrown).message} Usage: npm run bakeoff -- papers [--only slug,slug] [--gpu] [--again]`,
    );
  }
}

/**
 * Checks every card, those of an earlier call of the same build and card left out; closes with `N passed, N failed`.
 * @param {string[]} args
 */
export async function checkPapers(args) {
  const { only, gpu = false, again = false } = readArguments(args);
  await withSources(async (load) => {
    const { PAPER_SLUGS, loadPaper } = await load("/src/papers/index.ts");
    const { checkCard, smokeExperiment } = await load("/src/papers/check/check-card.ts");
    const slugs = only === undefined ? PAPER_SLUGS : only.split(",");
    prepareDatasets();
    const site = await openSite({ log, usesHardware: gpu, hubOrigins: [] });
    closeOnInterrupt(site.close);
    const state = again ? {} : readState();
    let failed = 0;
    try {
      const build = readFileSync(MANIFEST, "utf8");
      for (const slug of slugs) {
        const card = JSON.stringify(await loadPaper(slug));
        const fingerprint = createHash("sha256").update(build).update(card).digest("hex");
        if (state[slug]?.fingerprint !== fingerprint) {
          const checks = [...(await checkCard(slug)), ...(await deviceChecks(site.page, await smokeExperiment(slug)))];
          state[slug] = { fingerprint, checks };
          writeState(state);
        }
        const line = cardLine(slug, state[slug].checks);
        if (line.startsWith("FAILED")) failed += 1;
        process.stdout.write(`${line}\n`);
      }
    } finally {
      await site.close();
    }
    process.stdout.write(`${slugs.length - failed} passed, ${failed} failed\n`);
    if (failed > 0) process.exitCode = 1;
  });
}
