// `npm run bakeoff -- experiment.json [--out result.json]`: runs an experiment in the built page, without a window;
// `npm run bakeoff -- papers`: checks every paper card there.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BadInput, closeOnInterrupt, openSite } from "./browser.mjs";
import { checkPapers } from "./papers.mjs";
import { progressLine } from "./progress.mjs";
import { ROOT } from "./site.mjs";

const USAGE =
  "Usage: npm run bakeoff -- <experiment.json> [--out result.json] [--gpu] [--hub https://address] [--quiet], or npm run bakeoff -- papers";
const BAD_INPUT = 2;

/** @param {string} line */
const log = (line) => void process.stderr.write(`${line}\n`);

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: "string" },
        gpu: { type: "boolean", default: false },
        hub: { type: "string" },
        quiet: { type: "boolean", default: false },
      },
    });
    if (positionals.length !== 1) throw new BadInput(USAGE);
    return { ...values, experimentPath: resolve(positionals[0]) };
  } catch (thrown) {
    throw thrown instanceof BadInput
      ? thrown
      : new BadInput(`${String(/** @type {Error} */ (thrown).message)} ${USAGE}`);
  }
}

/**
 * @param {string} path
 * @param {string} noun
 */
function readInput(path, noun) {
  if (!existsSync(path)) throw new BadInput(`There is no ${noun} at ${path}. Check the path.`);
  if (!statSync(path).isFile()) throw new BadInput(`${path} is not a file. Give the path of the ${noun}.`);
  return readFileSync(path);
}

/**
 * Local files that the experiment names, read relative to the experiment's own folder, else to where the command runs.
 * @param {any} experiment
 * @param {string} folder
 */
function readDataFiles(experiment, folder) {
  const names = [experiment?.data?.file, experiment?.data?.splits?.evaluationFile].filter(
    (name) => typeof name === "string",
  );
  return Object.fromEntries(
    names.map((name) => {
      const besideExperiment = resolve(folder, name);
      const path = existsSync(besideExperiment) ? besideExperiment : resolve(name);
      return [name, readInput(path, "data file").toString("base64")];
    }),
  );
}

/** @param {Buffer} bytes */
function parseJson(bytes) {
  const text = bytes.toString("utf8");
  if (text.trim() === "")
    throw new BadInput("The experiment file is empty. Start from one of the files in experiments/.");
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const reason = /** @type {Error} */ (thrown).message;
    throw new BadInput(`The experiment is not valid JSON (${reason}). Start from one of the files in experiments/.`);
  }
}

/** @param {any} experiment */
function originsOf(experiment) {
  const hub = experiment?.data?.hub;
  return typeof hub === "string" && URL.canParse(hub) ? [new URL(hub).origin] : [];
}

/**
 * @param {import("@playwright/test").Page} page
 * @param {unknown} experiment
 * @param {Record<string, string>} filesBase64
 */
function runInPage(page, experiment, filesBase64) {
  return page.evaluate(async ([given, encoded]) => {
    const files = Object.fromEntries(
      Object.entries(encoded).map(([name, text]) => [name, Uint8Array.from(atob(text), (char) => char.charCodeAt(0))]),
    );
    const { bakeoff, bakeoffProgress } = /** @type {any} */ (window);
    try {
      return { result: await bakeoff.run(given, { files, onEvent: bakeoffProgress }) };
    } catch (thrown) {
      const { name, message } = /** @type {Error} */ (thrown);
      return { problem: { isBadInput: name === "Failure", message } };
    }
  }, /** @type {const} */ ([experiment, filesBase64]));
}

async function main() {
  const options = readArguments();
  const experiment = parseJson(readInput(options.experimentPath, "experiment file"));
  if (options.hub !== undefined && experiment?.data !== undefined) experiment.data.hub = options.hub;
  const files = readDataFiles(experiment, dirname(options.experimentPath));
  if (Object.keys(files).length === 0) {
    // The datasets that the page serves; its own sentence tells when they cannot be had.
    spawnSync(process.execPath, [join(ROOT, "scripts/datasets.mjs")], { stdio: ["ignore", 2, 2] });
  }
  const site = await openSite({ log, usesHardware: options.gpu, hubOrigins: originsOf(experiment) });
  closeOnInterrupt(site.close);
  try {
    await site.page.exposeFunction("bakeoffProgress", (/** @type {any} */ event) => {
      const line = options.quiet ? undefined : progressLine(event);
      if (line !== undefined) log(line);
    });
    const outcome = await runInPage(site.page, experiment, files);
    if ("problem" in outcome && outcome.problem !== undefined) {
      if (outcome.problem.isBadInput) throw new BadInput(outcome.problem.message);
      throw new Error(outcome.problem.message);
    }
    const text = `${JSON.stringify(outcome.result, null, 1)}\n`;
    if (options.out === undefined) process.stdout.write(text);
    else writeFileSync(options.out, text);
    for (const arm of outcome.result.comparison?.perArm ?? []) log(arm.verdict);
  } finally {
    await site.close();
  }
}

try {
  const [command, ...rest] = process.argv.slice(2);
  await (command === "papers" ? checkPapers(rest) : main());
} catch (thrown) {
  log(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = thrown instanceof BadInput ? BAD_INPUT : 1;
}
