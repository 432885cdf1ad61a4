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

/** Mirrored, and moved by a few pixels, as they are drawn. */
const AUGMENT = { flip: true, shift: 4 };

/** What cards of image networks share; a quick look is on generated shapes, which need no download. */
function imageComparison(title: string, arms: Arms) {
  return {
    schema: "bakeoff/experiment@1",
    kind: "compare",
    title,
    arms,
    baseline: arms[0].id,
    data: { id: "shapes-32", augment: AUGMENT },
  } satisfies Partial<ExperimentInput>;
}

/** A hundred small steps: whether image networks train, not who wins. */
export function quickImageLook(title: string, arms: Arms, given: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    ...imageComparison(title, arms),
    batch: 8,
    learningRates: [0.001],
    budget: { steps: 100 },
    seeds: [1],
    evaluate: { every: 25, tokens: 500, quickTokens: 100 },
    ...given,
  };
}

/** Three seeds and three rates on photographs, as long as an ordering needs; for a graphics card. */
export function fairImageComparison(title: string, arms: Arms, given: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    ...imageComparison(title, arms),
    data: { id: "cifar-10", augment: AUGMENT },
    batch: 64,
    learningRates: [0.0003, 0.001, 0.003],
    budget: { steps: 3000 },
    seeds: SEEDS,
    evaluate: { every: 250, tokens: 1000, quickTokens: 500 },
    ...given,
  };
}

/** Windows of a generated series, an example each; 24 steps are asked and the first arm is the baseline. */
export function forecastComparison(
  title: string,
  arms: Arms,
  given: Omit<ExperimentInput, "schema" | "kind" | "arms" | "data" | "batch">,
): ExperimentInput {
  return {
    schema: "bakeoff/experiment@1",
    kind: "compare",
    title,
    arms,
    baseline: arms[0].id,
    data: { id: "correlated-series", horizon: 24 },
    batch: 32,
    ...given,
  };
}

/** What cards of segmenters share: scenes that are generated. */
function sceneComparison(title: string, arms: Arms) {
  return { ...imageComparison(title, arms), data: { id: "scenes-64" }, batch: 8 } satisfies Partial<ExperimentInput>;
}

/** A hundred small steps: whether segmenters train, not who wins. */
export function quickSceneLook(title: string, arms: Arms): ExperimentInput {
  return {
    ...sceneComparison(title, arms),
    learningRates: [0.001],
    budget: { steps: 100 },
    seeds: [1],
    evaluate: { every: 50, tokens: 100, quickTokens: 20 },
  };
}

/** Three seeds and three rates, for a graphics card. */
export function fairSceneComparison(title: string, arms: Arms): ExperimentInput {
  return {
    ...sceneComparison(title, arms),
    learningRates: [0.0003, 0.001, 0.003],
    budget: { steps: 3000 },
    seeds: SEEDS,
    evaluate: { every: 250, tokens: 400, quickTokens: 100 },
  };
}

/** Where photographs come from, named as `data` of an experiment names files. */
export interface PhotographFiles {
  readonly train: string;
  readonly evaluation: string;
}

/** A quick look on photographs out of files instead of generated shapes; undefined for what is no look at images. */
export function lookAtPhotographs(quick: Experiment, { train, evaluation }: PhotographFiles): Experiment | undefined {
  if (quick.data.id !== "shapes-32") return undefined;
  const data = { file: train, splits: { evaluationFile: evaluation }, augment: AUGMENT };
  return { ...quick, title: `${quick.title ?? ""}, on photographs`, data } as Experiment;
}

/** Long enough to leave a linear map of the pixels behind: that a pipeline learns, not who wins. */
export function longerLookAtPhotographs(quick: Experiment, files: PhotographFiles): Experiment | undefined {
  const look = lookAtPhotographs(quick, files);
  const settings = { batch: 32, budget: { steps: 600 }, learningRates: [0.003] };
  return look && { ...look, ...settings, evaluate: { ...look.evaluate, every: 100 } };
}
