import { describe, expect, test } from "vitest";
import { writeWeightsFile } from "../../experiments/schema/weights-file.ts";
import { readSafetensors } from "../../lib/safetensors.ts";
import type { WeightsFile } from "../../workers/protocol.ts";
import { readArchiveFile, readArchiveWithWeights, writeArchiveFile, writeArchiveWithWeights } from "./archive-file.ts";
import { summaryOf } from "./run-archive.ts";
import type { KeptRun } from "./run-archive.ts";
import { BASELINE_KEY, EXPERIMENT, RESULT } from "./session-events.fixture.ts";

const ID = "7f8c2b1e-3a4d-4c5e-8f90-123456789abc";
const KEPT: KeptRun = {
  summary: { ...summaryOf(ID, RESULT, "2026-11-24T12:00:00.000Z"), name: "first", tags: ["3pt"] },
  stored: { id: ID, result: RESULT },
};

const file = (): { runs: Record<string, unknown>[] } =>
  JSON.parse(writeArchiveFile([KEPT])) as { runs: Record<string, unknown>[] };

function weights(key = BASELINE_KEY): WeightsFile {
  const head = { key, title: "RoPE only", steps: 4, document: {}, experiment: EXPERIMENT };
  const tensor = { kind: "parameter", name: "embed.token", shape: [2], data: Float32Array.of(1, 2) } as const;
  const file = writeWeightsFile({ head, tensors: [tensor] });
  return { session: ID, key, bytes: file.length, file };
}

describe("a file of runs with weights", () => {
  test("gives back the runs and every file of weights to the bit", () => {
    const read = readArchiveWithWeights(writeArchiveWithWeights([KEPT], [weights()]));
    expect(read.runs[0].summary).toEqual(KEPT.summary);
    expect(read.weights).toEqual([weights()]);
  });

  test("says whether it holds them", () => {
    expect(JSON.parse(writeArchiveFile([KEPT]))).toMatchObject({ holdsWeights: false });
    const { metadata } = readSafetensors(writeArchiveWithWeights([KEPT], [weights()]));
    expect(JSON.parse(metadata["bakeoff"])).toMatchObject({ holdsWeights: true });
  });

  test.each([
    ["of an arm that no run has", weights({ ...BASELINE_KEY, arm: "other" })],
    ["that say another seed than their name", { ...weights(), key: { ...BASELINE_KEY, seed: 9 } }],
    ["that are no weights", { ...weights(), file: new Uint8Array(4) }],
  ])("refuses weights %s", (_, wrong) => {
    const file = writeArchiveWithWeights([KEPT], [wrong]);
    expect(() => readArchiveWithWeights(file)).toThrow(/Nothing was imported: the weights “/);
  });
});

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
