// `npm test`: every check and every test, closing with "N passed, N failed".
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensureChromium } from "./install-chromium.mjs";
import { runUntil } from "./run-until.mjs";
import { prepareDatasets, ROOT } from "./site.mjs";
import { outcomeOf, readPlaywrightReport, readVitestReport } from "./test-reports.mjs";

/** @typedef {import("./test-reports.mjs").Outcome} Outcome */
/** @typedef {Outcome & { name: string, seconds: number, note: string }} Row */
/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} command script and arguments for Node
 * @property {{ path: string, read: (report: any) => Outcome }} [report] the runner's own count; without it the part is one check
 * @property {string} [needs] the part without which this one says nothing
 */

const LIMIT_MINUTES = 19;
const deadlineMs = Date.now() + LIMIT_MINUTES * 60_000;
const reportFolder = mkdtempSync(join(tmpdir(), "bakeoff-test-"));
const endToEndReport = join(reportFolder, "end-to-end.json");

/**
 * @param {string} name
 * @param {string} project
 * @returns {Part}
 */
function vitestPart(name, project) {
  const path = join(reportFolder, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${path}`];
  return {
    name,
    command: ["node_modules/vitest/vitest.mjs", "run", "--project", project, ...reporters],
    report: { path, read: readVitestReport },
  };
}

/** These measure nothing and need one core: they run one after the other beside the unit and browser tests. @type {Part[]} */
const STATIC_PARTS = [
  { name: "types of the page", command: ["node_modules/typescript/bin/tsc"] },
  { name: "types of the scripts", command: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.node.json"] },
  { name: "lint", command: ["node_modules/eslint/bin/eslint.js", "."] },
  { name: "format", command: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."] },
  { name: "layers", command: ["scripts/layers.mjs"] },
];

/** @type {Part[]} */
const TEST_PARTS = [vitestPart("unit tests", "unit"), vitestPart("browser tests", "browser")];

/** Pages are timed: nothing runs beside them. @type {Part[]} */
const PAGE_PARTS = [
  { name: "build", command: ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"] },
  { name: "size of the entry", command: ["scripts/size.mjs"], needs: "build" },
  {
    name: "end-to-end tests",
    command: ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
    report: { path: endToEndReport, read: readPlaywrightReport },
    needs: "build",
  },
];

/** A port nobody listens on, so that a running `npm start` is left alone. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/**
 * @param {Part} part
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly Row[]} earlier
 * @returns {Promise<Row>}
 */
async function runPart({ name, command, report, needs }, env, earlier) {
  const startMs = Date.now();
  const notRun = { name, passed: 0, failed: 1, skipped: 0, files: [], seconds: 0 };
  if (startMs >= deadlineMs) return { ...notRun, note: `not run: the ${LIMIT_MINUTES} minutes are over` };
  if (earlier.some((row) => row.name === needs && row.failed > 0))
    return { ...notRun, note: `not run: ${needs} failed` };
  console.log(`\n── ${name} ──`);
  const succeeded = await runUntil(deadlineMs, process.execPath, command, { cwd: ROOT, env });
  const seconds = (Date.now() - startMs) / 1000;
  const note = Date.now() >= deadlineMs ? `stopped after ${LIMIT_MINUTES} minutes` : "";
  const check = { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0, files: [] };
  const outcome = report === undefined ? check : outcomeOf(report.path, report.read, succeeded);
  return { ...outcome, name, seconds, note };
}

/**
 * @param {readonly Part[]} parts
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly Row[]} earlier
 */
async function runInTurn(parts, env, earlier) {
  /** @type {Row[]} */
  const own = [];
  for (const part of parts) own.push(await runPart(part, env, [...earlier, ...own]));
  return own;
}

/** @param {readonly Row[]} rows */
function printSummary(rows) {
  console.log("\n── summary ──");
  console.log(["part".padEnd(22), "seconds", " passed", " failed", "skipped"].join("  "));
  for (const { name, seconds, passed, failed, skipped, note } of rows) {
    const cells = [seconds.toFixed(1), passed, failed, skipped].map((value) => String(value).padStart(7));
    console.log([name.padEnd(22), ...cells, note].join("  ").trimEnd());
  }
  const files = rows.flatMap((row) => row.files).sort((a, b) => b.seconds - a.seconds);
  console.log("\nslowest test files");
  for (const { file, seconds } of files.slice(0, 10)) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${relative(ROOT, file)}`);
  }
}

async function prepare() {
  prepareDatasets();
  const port = String(await freePort());
  return {
    ...process.env,
    CHROMIUM_PATH: ensureChromium(console.log),
    BAKEOFF_PORT: port,
    BAKEOFF_SHORT: "1",
    PLAYWRIGHT_JSON_OUTPUT_FILE: endToEndReport,
  };
}

/** @type {Row[]} */
const rows = [];
try {
  const env = await prepare();
  const [checked, tested] = await Promise.all([runInTurn(STATIC_PARTS, env, []), runInTurn(TEST_PARTS, env, [])]);
  rows.push(...checked, ...tested);
  rows.push(...(await runInTurn(PAGE_PARTS, env, rows)));
  printSummary(rows);
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  const reason = {
    passed: 0,
    failed: STATIC_PARTS.length + TEST_PARTS.length + PAGE_PARTS.length,
    skipped: 0,
    files: [],
    seconds: 0,
    name: "",
    note: "",
  };
  rows.splice(0, rows.length, reason);
} finally {
  rmSync(reportFolder, { recursive: true, force: true });
}

const passed = rows.reduce((sum, row) => sum + row.passed, 0);
const failed = rows.reduce((sum, row) => sum + row.failed, 0);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
