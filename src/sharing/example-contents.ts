import fc from "fast-check";
import { parseExperiment } from "../experiments/schema/experiment.ts";
import type { Experiment } from "../experiments/schema/experiment.ts";
import { PRESETS } from "../models/presets/index.ts";
import type { SharedContent } from "./content.ts";
import type { ResultDigest } from "./result-digest.ts";

/** A comparison as the page makes it, for tests. */
export const EXAMPLE_EXPERIMENT: Experiment = parseExperiment({
  schema: "bakeoff/experiment@1",
  kind: "compare",
  title: "Three phases",
  arms: [
    { id: "rope", preset: "lm-pico" },
    { id: "3pt", title: "3PT", document: PRESETS[0].document },
  ],
  baseline: "rope",
  data: { id: "state-of-the-union" },
  sequenceLength: 64,
  batch: 8,
  budget: { steps: 40 },
  seeds: [1, 2],
  learningRates: [0.004, 0.008],
});

/** A digest with the given final qualities by seed, for tests. */
export function exampleDigest(qualities: Readonly<Record<string, readonly number[]>>): ResultDigest {
  return {
    bakeoff: "0.1.0",
    adapter: { name: "an adapter", isSoftware: false },
    dataset: { id: "state-of-the-union", sha256: "0123456789abcdef", slice: "fedcba9876543210" },
    arms: Object.entries(qualities).map(([id, values]) => ({
      id,
      document: "00112233445566aa",
      parameters: 75_504,
      runs: values.map((bitsPerByte, index) => ({
        seed: index + 1,
        learningRate: 0.008,
        bitsPerByte,
        state: `${index}`.padStart(16, "a"),
        curve: `${index}`.padStart(16, "b"),
        step: [20, 40],
        loss: [3, 2.5],
      })),
    })),
  };
}

const documents = fc.constantFrom(...PRESETS.map((preset) => preset.document as unknown as Record<string, unknown>));

const experiments = fc
  .record({
    document: documents,
    title: fc.string({ maxLength: 60 }),
    steps: fc.integer({ min: 1, max: 1e6 }),
    batch: fc.integer({ min: 1, max: 64 }),
    accumulate: fc.constantFrom(1, 2, 8),
    recompute: fc.constantFrom("none", "blocks"),
    seeds: fc.uniqueArray(fc.nat(1e6), { minLength: 1, maxLength: 5 }),
    every: fc.constantFrom(25, 10, 50),
    optimizer: fc.constantFrom(undefined, { kind: "muon" }, { kind: "adamw", beta2: 0.99 }),
    rates: fc.constantFrom(undefined, [0.008], [0.004, 0.008]),
    samples: fc.constantFrom(undefined, {}, { prompt: "Mr. ", tokens: 12 }),
  })
  .map(({ document, rates, steps, every, seeds, ...given }) =>
    parseExperiment({
      schema: "bakeoff/experiment@1",
      kind: "compare",
      arms: [
        { id: "a", preset: "lm-nano", overrides: { "layers.attn.heads": 3 } },
        { id: "b", document },
      ],
      baseline: "a",
      data: { id: "copying" },
      sequenceLength: 32,
      budget: steps % 3 === 0 ? { joules: steps / 100 } : { steps },
      evaluate: { every },
      seeds,
      ...given,
      ...(rates === undefined ? {} : { learningRates: rates }),
    }),
  );

/** Anything that the page may share, for property tests. */
export const arbitraryContents: fc.Arbitrary<SharedContent> = fc.oneof(
  documents.map((document): SharedContent => ({ kind: "document", document })),
  experiments.map((experiment): SharedContent => ({ kind: "experiment", experiment })),
  fc
    .tuple(experiments, fc.array(fc.double({ min: 1, max: 8, noNaN: true }), { minLength: 1, maxLength: 6 }))
    .map(([experiment, values]): SharedContent => ({
      kind: "result",
      experiment,
      digest: exampleDigest({ a: values }),
    })),
);
