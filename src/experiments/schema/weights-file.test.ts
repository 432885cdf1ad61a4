import { describe, expect, it } from "vitest";
import { readSafetensors, writeSafetensors } from "../../lib/safetensors.ts";
import type { StateTensor } from "../../training/state/state-hash.ts";
import { parseExperiment } from "./experiment.ts";
import { readWeightsFile, writeWeightsFile } from "./weights-file.ts";
import type { WeightsHead } from "./weights-file.ts";

const HEAD: WeightsHead = {
  key: { arm: "a", seed: 3, peakLearningRate: 0.008 },
  title: "An arm",
  steps: 12,
  document: { trunk: [] },
  experiment: parseExperiment({
    schema: "bakeoff/experiment@1",
    kind: "train",
    arms: [{ id: "a", preset: "lm-pico" }],
    data: { id: "copying" },
    sequenceLength: 64,
    batch: 8,
    budget: { steps: 12 },
  }),
};

const TENSORS: readonly StateTensor[] = [
  { kind: "parameter", name: "embed.token", shape: [2, 3], data: Float32Array.of(1, -2, 3, 4, 5, 6) },
  { kind: "moment", name: "m/embed.token", shape: [2, 3], data: new Float32Array(6) },
  { kind: "buffer", name: "norm.mean", shape: [1], data: Float32Array.of(0.5) },
];

describe("a file of weights", () => {
  it("gives back the tensors and what they belong to, without moments", () => {
    const read = readWeightsFile(writeWeightsFile({ head: HEAD, tensors: TENSORS }));
    expect(read.head).toEqual(HEAD);
    expect(read.tensors).toEqual(expect.arrayContaining([TENSORS[0], TENSORS[2]]));
    expect(read.tensors).toHaveLength(2);
  });

  it("names tensors as the document does, so that other tools find them", () => {
    const { tensors } = readSafetensors(writeWeightsFile({ head: HEAD, tensors: TENSORS }));
    expect([...tensors.keys()].sort()).toEqual(["embed.token", "norm.mean"]);
  });

  it.each([
    ["without a description", {}, /not a Bakeoff file of weights/],
    ["of a session", { bakeoff: JSON.stringify({ schema: "bakeoff/state@1" }) }, /file of weights says "schema"/],
    ["with half a description", { bakeoff: JSON.stringify({ schema: "bakeoff/weights@1" }) }, /damaged/],
    ["with a broken one", { bakeoff: "{" }, /not JSON/],
  ])("%s is refused with a sentence", (_, metadata: Record<string, string>, sentence) => {
    expect(() => readWeightsFile(writeSafetensors(new Map(), metadata))).toThrow(sentence);
  });
});
