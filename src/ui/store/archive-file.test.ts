import { describe, expect, test } from "vitest";
import { readArchiveFile, writeArchiveFile } from "./archive-file.ts";
import { summaryOf } from "./run-archive.ts";
import type { KeptRun } from "./run-archive.ts";
import { RESULT } from "./session-events.fixture.ts";

const ID = "7f8c2b1e-3a4d-4c5e-8f90-123456789abc";
const KEPT: KeptRun = {
  summary: { ...summaryOf(ID, RESULT, "2026-11-24T12:00:00.000Z"), name: "first", tags: ["3pt"] },
  stored: { id: ID, result: RESULT },
};

const file = (): { runs: Record<string, unknown>[] } =>
  JSON.parse(writeArchiveFile([KEPT])) as { runs: Record<string, unknown>[] };

describe("a file of runs", () => {
  test("gives back every run with its labels", () => {
    const [read] = readArchiveFile(file());
    expect(read.summary).toEqual(KEPT.summary);
    expect(JSON.parse(JSON.stringify(read.stored))).toEqual(JSON.parse(JSON.stringify(KEPT.stored)));
  });

  test("is not believed about its summaries", () => {
    const lying = file();
    lying.runs[0].verdict = "The best ever.";
    expect(() => readArchiveFile(lying)).toThrow(/Unrecognized key/i);
  });

  test.each([
    ["something else", { schema: "bakeoff/result@1" }, /says "schema"/],
    ["a list", [], /is not a Bakeoff file of runs/],
    ["a newer one", { schema: "bakeoff/runs@2", runs: [] }, /newer Bakeoff/],
    ["a wrong id", { ...file(), runs: [{ ...file().runs[0], id: "../../x" }] }, /id/],
    ["a wrong result", { ...file(), runs: [file().runs[0], { ...file().runs[0], result: {} }] }, /run 2 of the file/],
  ])("%s is refused with a sentence", (_, value, sentence) => {
    expect(() => readArchiveFile(value)).toThrow(sentence);
  });
});
