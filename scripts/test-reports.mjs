// Reads the JSON reports of Vitest and Playwright into one form. Whatever did not demonstrably pass counts as failed.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {{ file: string, seconds: number }[]} files
 */

/**
 * @typedef {{ name: string, status: string, startTime: number, endTime: number, assertionResults: { status: string }[] }} VitestFile
 * @typedef {{ file: string, tests: { status: string, results: { duration: number }[] }[] }} PlaywrightSpec
 * @typedef {{ specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/** @param {{ testResults: VitestFile[] }} report @returns {Outcome} */
export function readVitestReport(report) {
  const outcome = { passed: 0, failed: 0, skipped: 0, files: /** @type {Outcome["files"]} */ ([]) };
  for (const file of report.testResults) {
    const failedBefore = outcome.failed;
    for (const { status } of file.assertionResults) {
      if (status === "passed") outcome.passed += 1;
      else if (status === "skipped" || status === "disabled") outcome.skipped += 1;
      else outcome.failed += 1;
    }
    // A file that cannot be imported, or whose hooks fail, has no failing test of its own.
    if (file.status !== "passed" && outcome.failed === failedBefore) outcome.failed += 1;
    outcome.files.push({ file: file.name, seconds: (file.endTime - file.startTime) / 1000 });
  }
  return outcome;
}

/** @param {{ config: { rootDir: string }, suites: PlaywrightSuite[], errors: unknown[] }} report @returns {Outcome} */
export function readPlaywrightReport(report) {
  const outcome = { passed: 0, failed: report.errors.length, skipped: 0, files: /** @type {Outcome["files"]} */ ([]) };
  const secondsByFile = new Map();
  /** @param {PlaywrightSuite} suite */
  const visit = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const { status, results } of spec.tests) {
        if (status === "expected") outcome.passed += 1;
        else if (status === "skipped") outcome.skipped += 1;
        else outcome.failed += 1;
        const seconds = results.reduce((sum, result) => sum + result.duration, 0) / 1000;
        secondsByFile.set(spec.file, (secondsByFile.get(spec.file) ?? 0) + seconds);
      }
    }
    suite.suites?.forEach(visit);
  };
  report.suites.forEach(visit);
  for (const [file, seconds] of secondsByFile) outcome.files.push({ file: join(report.config.rootDir, file), seconds });
  return outcome;
}

/**
 * The outcome of a finished runner: its report, corrected by its exit code.
 * @param {string} path of the JSON report
 * @param {(report: any) => Outcome} read
 * @param {boolean} succeeded the exit code was 0
 * @returns {Outcome}
 */
export function outcomeOf(path, read, succeeded) {
  let outcome;
  try {
    outcome = read(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, files: [] };
  }
  const ranNothing = outcome.passed + outcome.failed === 0;
  const failedSilently = !succeeded && outcome.failed === 0;
  return ranNothing || failedSilently ? { ...outcome, failed: 1 } : outcome;
}
