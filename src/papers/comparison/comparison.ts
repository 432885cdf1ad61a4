import type { Experiment, ExperimentInput } from "../../experiments/schema/experiment.ts";

type Arms = ExperimentInput["arms"];

/** What cards' experiments share: the first arm is the baseline, data are bytes of speeches. */
function comparison(title: string, arms: Arms) {
  return {
    schema: "bakeoff/experiment@1",
    kind: "compare",
    title,
    arms,
    baseline: arms[0].id,
    data: { id: "state-of-the-union", tokenizer: "byte" },
    samples: { prompt: "The ", tokens: 120, temperature: 0.8, topK: 40, seed: 1 },
  } satisfies Partial<ExperimentInput>;
}

/** A look of two minutes at the smallest size: whether it trains, not who wins. */
export function quickLook(title: string, arms: Arms, given: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    ...comparison(title, arms),
    sequenceLength: 64,
    batch: 8,
    learningRates: [0.008],
    budget: { steps: 200 },
    seeds: [1],
    evaluate: { every: 25, tokens: 50_000 },
    ...given,
  };
}

const RATES = [0.004, 0.008, 0.016];
const SEEDS = [1, 2, 3];

/** A two-minute look with the seeds and rates of a fair comparison: what a processor reaches in ten minutes. */
export function smallComparison(quick: Experiment): Experiment {
  return { ...quick, learningRates: RATES, seeds: SEEDS };
}

/** Three seeds and three learning rates at the size of fair comparisons. */
export function fairComparison(title: string, arms: Arms, given: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    ...comparison(title, arms),
    sequenceLength: 128,
    batch: 8,
    learningRates: RATES,
    budget: { steps: 300 },
    seeds: SEEDS,
    evaluate: { every: 50, tokens: 50_000 },
    ...given,
  };
}
