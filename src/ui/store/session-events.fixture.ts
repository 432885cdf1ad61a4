import type { Evaluation, Result, RunRecord } from "../../experiments/schema/result.ts";
import { parseExperiment } from "../../experiments/schema/experiment.ts";
import type { MetricsEvent, RunEvent, RunKey } from "../../workers/protocol.ts";

// The events of a short session, as the worker sends them; only tests import this.

export const BASELINE_KEY: RunKey = { arm: "rope-only", seed: 1, peakLearningRate: 0.008 };
export const CANDIDATE_KEY: RunKey = { arm: "3pt", seed: 1, peakLearningRate: 0.008 };

const HASH = "0".repeat(64);
const TOKENS_PER_STEP = 512;

export const EXPERIMENT = parseExperiment({
  schema: "bakeoff/experiment@1",
  kind: "compare",
  arms: [
    { id: "rope-only", title: "RoPE only", preset: "lm-pico" },
    { id: "3pt", title: "3PT", preset: "3pt-pico" },
  ],
  baseline: "rope-only",
  data: { id: "state-of-the-union" },
  sequenceLength: 64,
  batch: 8,
  budget: { steps: 4 },
  learningRates: [0.008],
  samples: { prompt: "The " },
});

export const DATASET: Result["dataset"] = {
  id: "state-of-the-union",
  sha256: HASH,
  bytes: 1_000_000,
  tokenizer: "byte",
  vocabularySize: 256,
  trainTokens: 900_000,
  evalSlice: { sha256: HASH, tokens: 50_000, bytes: 50_000 },
  yardsticks: [{ name: "one byte of context", contextBytes: 1, bitsPerByte: 3.41 }],
};

export const ADAPTER: Result["adapter"] = {
  vendor: "google",
  architecture: "swiftshader",
  description: "",
  isSoftware: true,
  features: [],
};

const COST = { flopsPerTokenForward: 1e5, flopsPerTokenTraining: 3e5, stateBytes: 1024, parameterBytes: 302_016 };

export function evaluation(bitsPerByte: number): Evaluation {
  const loss = bitsPerByte * Math.LN2;
  return {
    loss,
    standardError: 0.01,
    perplexity: Math.exp(loss),
    perplexityUnit: "per byte",
    bitsPerByte,
    bitsPerByteStandardError: 0.014,
    targets: 50_000,
    bytes: 50_000,
  };
}

export function metrics(key: RunKey, steps: readonly number[], bitsPerByte: readonly (number | null)[]): MetricsEvent {
  return {
    type: "metrics",
    key,
    segment: 0,
    step: steps,
    tokens: steps.map((step) => step * TOKENS_PER_STEP),
    seconds: steps.map((step) => step * 0.1),
    flops: steps.map((step) => step * 1e8),
    trainLoss: bitsPerByte.map((bits) => (bits === null ? null : bits * Math.LN2)),
    trainBitsPerByte: bitsPerByte,
    gradNorm: steps.map(() => 1),
    learningRate: steps.map(() => 0.008),
    stepMs: steps.map(() => 100),
  };
}

export function runRecord(key: RunKey, bitsPerByte: number): RunRecord {
  return {
    seed: key.seed,
    learningRate: key.peakLearningRate,
    segments: [{ fromStep: 0, documentHash: HASH, planHash: HASH, variantTable: {}, adapter: "google swiftshader" }],
    curves: {
      step: [1, 2, 3, 4],
      tokens: [512, 1024, 1536, 2048],
      seconds: [0.1, 0.2, 0.3, 0.4],
      flops: [1e8, 2e8, 3e8, 4e8],
      trainLoss: [5, 4, null, 3],
      gradNorm: [1, 1, null, 1],
      learningRate: [0.002, 0.004, 0.006, 0.008],
      segment: [0, 0, 0, 0],
      evalStep: [2, 4],
      evalSeconds: [0.2, 0.4],
      evalLoss: [4.1, 3.1],
      evalStandardError: [0.02, 0.02],
    },
    final: evaluation(bitsPerByte),
    energy: { table: "e45-2014", arithmeticPicojoulesPerToken: 1e6 },
    samples: [{ step: 4, text: "The end" }],
    interruptions: [],
  };
}

export const RESULT: Result = {
  schema: "bakeoff/result@1",
  experiment: EXPERIMENT,
  dataset: DATASET,
  adapter: ADAPTER,
  versions: { bakeoff: "0.1.0" },
  arms: [
    {
      id: "rope-only",
      title: "RoPE only",
      document: {},
      parameters: 75_504,
      cost: COST,
      runs: [runRecord(BASELINE_KEY, 4.4)],
    },
    { id: "3pt", title: "3PT", document: {}, parameters: 75_520, cost: COST, runs: [runRecord(CANDIDATE_KEY, 4.3)] },
  ],
  comparison: {
    baseline: "rope-only",
    perArm: [
      {
        id: "3pt",
        difference: -0.1,
        n: 1,
        verdict: "3PT ended 0.100 bits/byte below RoPE only with one seed.",
        stepsToReachBaseline: 4,
      },
    ],
  },
};

/** Everything up to the first points of both arms. */
export const PREPARATION_EVENTS: readonly RunEvent[] = [
  { type: "state", state: "preparing" },
  { type: "phase", phase: "data", done: 0, unit: "bytes" },
  { type: "phase", phase: "data", done: 1_000_000, total: 1_000_000, unit: "bytes" },
  { type: "dataset", dataset: DATASET },
  { type: "phase", phase: "compile", arm: "rope-only", done: 14, total: 31, unit: "kernels" },
  { type: "phase", phase: "compile", arm: "3pt", done: 31, total: 31, unit: "kernels" },
  {
    type: "plan",
    adapter: ADAPTER,
    arms: [
      { id: "rope-only", title: "RoPE only", parameters: 75_504, cost: COST },
      {
        id: "3pt",
        title: "3PT",
        parameters: 75_520,
        cost: COST,
        energy: { table: "e45-2014", arithmeticPicojoulesPerToken: 2e6 },
      },
    ],
    stepsPerRun: 4,
    runs: [BASELINE_KEY, CANDIDATE_KEY],
  },
  { type: "state", state: "running" },
];

/** The steps, evaluations and ends of both arms. */
export const TRAINING_EVENTS: readonly RunEvent[] = [
  metrics(BASELINE_KEY, [1, 2], [8, 7]),
  metrics(CANDIDATE_KEY, [1, 2], [8, 6.9]),
  {
    type: "evaluation",
    key: BASELINE_KEY,
    slice: "quick",
    step: 2,
    tokens: 1024,
    seconds: 0.2,
    flops: 2e8,
    evaluation: evaluation(6),
  },
  metrics(BASELINE_KEY, [3, 4], [6, 5]),
  metrics(CANDIDATE_KEY, [3, 4], [5.8, 4.9]),
  { type: "sample", key: CANDIDATE_KEY, step: 4, prompt: "The ", text: "end" },
  {
    type: "evaluation",
    key: BASELINE_KEY,
    slice: "full",
    step: 4,
    tokens: 2048,
    seconds: 0.4,
    flops: 4e8,
    evaluation: evaluation(4.4),
  },
  { type: "run-finished", key: CANDIDATE_KEY, run: runRecord(CANDIDATE_KEY, 4.3) },
];
