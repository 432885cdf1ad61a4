import type { ArmResult, RunRecord } from "../schema/result.ts";

/** A finished run with given quick evaluations, for tests. */
export function run(seed: number, learningRate: number, bitsPerByte: number, evalLoss: number[]): RunRecord {
  const evalStep = evalLoss.map((_, index) => 100 * (index + 1));
  return {
    seed,
    learningRate,
    segments: [],
    curves: {
      step: [300],
      tokens: [307_200],
      seconds: [30],
      flops: [1],
      trainLoss: [2],
      gradNorm: [1],
      learningRate: [learningRate],
      segment: [0],
      evalStep,
      evalSeconds: evalStep.map((step) => step / 10 + seed),
      evalLoss,
      evalStandardError: evalLoss.map(() => 0.01),
    },
    final: {
      loss: bitsPerByte * Math.LN2,
      standardError: 0.01,
      perplexity: 2 ** bitsPerByte,
      perplexityUnit: "per byte",
      bitsPerByte,
      targets: 50_000,
      bytes: 50_000,
    },
    samples: [],
    interruptions: [],
  };
}

/** An arm of such runs, for tests. */
export function arm(id: string, runs: RunRecord[]): ArmResult {
  const cost = { flopsPerTokenForward: 1, flopsPerTokenTraining: 3, stateBytes: 0, parameterBytes: 4 };
  return { id, document: {}, parameters: 1000, cost, runs };
}
