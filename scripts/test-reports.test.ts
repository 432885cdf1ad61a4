import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outcomeOf, readPlaywrightReport, readVitestReport } from "./test-reports.mjs";

const vitestFile = (name: string, status: string, ...tests: string[]) => ({
  name,
  status,
  startTime: 1_000,
  endTime: 3_500,
  assertionResults: tests.map((one) => ({ status: one })),
});
const spec = (file: string, status: string) => ({ file, tests: [{ status, results: [{ duration: 1_500 }] }] });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bakeoff-reports-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: string): string {
  const path = join(folder, "report.json");
  writeFileSync(path, content);
  return path;
}

test("Vitest's tests are counted by status", () => {
  const report = {
    testResults: [vitestFile("a", "failed", "passed", "failed", "skipped"), vitestFile("b", "passed", "passed")],
  };
  expect(readVitestReport(report)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
    files: [
      { file: "a", seconds: 2.5 },
      { file: "b", seconds: 2.5 },
    ],
  });
});

test("a Vitest file that failed without a failing test counts as one failure", () => {
  expect(readVitestReport({ testResults: [vitestFile("a", "failed")] }).failed).toBe(1);
  expect(readVitestReport({ testResults: [vitestFile("a", "failed", "passed")] }).failed).toBe(1);
});

test("a test that never ran is a failure, not a pass", () => {
  expect(readVitestReport({ testResults: [vitestFile("a", "passed", "pending", "passed")] })).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

test("Playwright's tests are counted through nested suites; a flaky one and a global error are failures", () => {
  const report = {
    config: { rootDir: "/e2e" },
    errors: [{ message: "the server did not start" }],
    suites: [
      {
        specs: [spec("x", "expected")],
        suites: [{ specs: [spec("x", "unexpected"), spec("y", "flaky"), spec("y", "skipped")] }],
      },
    ],
  };
  expect(readPlaywrightReport(report)).toEqual({
    passed: 1,
    failed: 3,
    skipped: 1,
    files: [
      { file: "/e2e/x", seconds: 3 },
      { file: "/e2e/y", seconds: 3 },
    ],
  });
});

test("a runner that leaves no report, an empty one or a bad exit code has failed", () => {
  const onePass = JSON.stringify({ testResults: [vitestFile("a", "passed", "passed")] });
  expect(outcomeOf(join(folder, "absent.json"), readVitestReport, true)).toMatchObject({ passed: 0, failed: 1 });
  expect(outcomeOf(written("{"), readVitestReport, true)).toMatchObject({ passed: 0, failed: 1 });
  expect(outcomeOf(written('{"testResults":[]}'), readVitestReport, true)).toMatchObject({ passed: 0, failed: 1 });
  expect(outcomeOf(written(onePass), readVitestReport, false)).toMatchObject({ passed: 1, failed: 1 });
  expect(outcomeOf(written(onePass), readVitestReport, true)).toMatchObject({ passed: 1, failed: 0 });
});
