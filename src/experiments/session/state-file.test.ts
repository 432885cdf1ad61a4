import { expect, it } from "vitest";
import { writeSafetensors } from "../../lib/safetensors.ts";
import { parseExperiment } from "../schema/experiment.ts";
import { readStateFile, writeStateFile } from "./state-file.ts";
import type { SessionState } from "./state-file.ts";

const CURVES = {
  step: [1],
  tokens: [512],
  seconds: [0.2],
  flops: [1e8],
  trainLoss: [5.5],
  gradNorm: [1],
  learningRate: [0.001],
  segment: [0],
  evalStep: [],
  evalSeconds: [],
  evalLoss: [],
  evalStandardError: [],
};

const STATE: SessionState = {
  experiment: parseExperiment({
    schema: "bakeoff/experiment@1",
    kind: "train",
    arms: [{ id: "a", preset: "lm-pico" }],
    data: { id: "copying" },
    sequenceLength: 64,
    batch: 8,
    budget: { steps: 2 },
  }),
  datasetSha256: "0".repeat(64),
  documents: { a: "hash" },
  finished: [],
  active: [
    {
      snapshot: {
        key: { arm: "a", seed: 1, peakLearningRate: 0.008 },
        totalSteps: 2,
        curves: CURVES,
        segments: [],
        samples: [],
        interruptions: [],
      },
      tensors: [
        { kind: "parameter", name: "embed.weight", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
        { kind: "moment", name: "moment1/embed.weight", shape: [2, 2], data: Float32Array.of(0, 0.5, 0, -1e-30) },
      ],
    },
  ],
};

it("reads back what it wrote, to the bit", () => {
  expect(readStateFile(writeStateFile(STATE))).toMatchObject({
    ...STATE,
    active: [
      { snapshot: STATE.active[0].snapshot, tensors: expect.arrayContaining([...STATE.active[0].tensors]) as unknown },
    ],
  });
});

it("writes equal bytes for equal states", () => {
  expect(writeStateFile(STATE)).toEqual(writeStateFile(structuredClone(STATE)));
});

it("refuses other files with a sentence", () => {
  expect(() => readStateFile(writeSafetensors(new Map()))).toThrow(/no exported run/);
  expect(() => readStateFile(writeSafetensors(new Map(), { bakeoff: "{" }))).toThrow(/damaged/);
  expect(() => readStateFile(writeSafetensors(new Map(), { bakeoff: '{"schema":"bakeoff/state@7"}' }))).toThrow(
    /newer/,
  );
  expect(() => readStateFile(Uint8Array.of(1, 2, 3))).toThrow(/safetensors/);
});
