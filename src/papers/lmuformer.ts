import type { ExperimentInput } from "../experiments/schema/experiment.ts";
import type { PaperCardInput } from "./card.ts";

/** Generated words, one an example; the first arm is the baseline. */
function wordComparison(
  title: string,
  arms: ExperimentInput["arms"],
  given: Omit<ExperimentInput, "schema" | "kind" | "arms" | "data" | "batch">,
): ExperimentInput {
  return {
    schema: "bakeoff/experiment@1",
    kind: "compare",
    title,
    arms,
    baseline: arms[0].id,
    data: { id: "keyword" },
    batch: 32,
    ...given,
  };
}

const TRANSFORMER = { id: "transformer", title: "Causal transformer", preset: "causal-vit-100k" };
const LMU = { id: "lmu", title: "LMUFormer", preset: "lmuformer-mini" };
const SETTING = "Speech Commands V2, 35 words, from the authors' release";

export const card: PaperCardInput = {
  slug: "lmuformer",
  title: "LMUFormer",
  authors: "Z. Liu, G. Datta, A. Li, P. A. Beerel",
  year: 2024,
  address: "https://arxiv.org/abs/2402.04882",
  code: "https://github.com/zeyuliu1037/LMUFormer",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The authors' code was read; sizes with and without spikes are theirs to the last parameter, and reading frame by frame equals reading at once in float64.",
  },
  ourReading: [
    "Initial weights of the linear maps are drawn with the spread of ±1/√inputs, which learns at lower rates.",
    "Looking back only is a setting of the filters here; the authors' filters look a step ahead each, which delays an answer by five frames.",
  ],
  changes:
    "Replaces attention by a fixed linear memory of the recent past, with convolutions before it and a mixer of channels behind: it trains on all steps at once and runs sample by sample with a state of constant size. A second form sends spikes between all layers.",
  claim: {
    sentence:
      "Near the accuracy of transformers on spoken words with 53 times fewer parameters and 65 times fewer operations than AST, sample by sample, and with spikes at little loss.",
    published: [
      { metric: "accuracy, %, spiking against not", setting: SETTING, baseline: 96.53, candidate: 96.12 },
      { metric: "accuracy, %, with states against without", setting: SETTING, baseline: 96.53, candidate: 96.92 },
    ],
    atThisScale:
      "An independent run on such generated words had 89 % right after 100 steps at a rate of 3e-3, one seed, and the spiking form 22 % after 60: it learns far more slowly. A causal transformer of equal size was still at chance then; give every arm its own rate and a thousand steps before comparing.",
  },
  candidate: { preset: "lmuformer-mini", title: "LMUFormer" },
  baselines: [{ preset: "causal-vit-100k", title: "Causal transformer of equal parameters" }],
  ablations: [
    { preset: "lmuformer-mini-causal", title: "Looking back only", note: "Runs frame by frame without delay." },
    { preset: "lmuformer-spike", title: "Spiking", note: "Weights read zeros and ones; twice the memory." },
    { preset: "lmu-memory-only", title: "Without the mixer of channels" },
  ],
  parameters: [
    {
      preset: "lmuformer-mini",
      count: 100_491,
      formula:
        "3·20·64 + 12·64² + 8·64 + lin(64,1) + lin(128,64) + lin(64,64) + 2·64 + lin(64,256) + 2·256 + lin(256,64) + 2·64 + lin(64,10)",
    },
    {
      preset: "lmuformer-spike",
      count: 105_229,
      formula: "the same with a memory of 128 and a batch norm before every neuron",
    },
    { preset: "causal-vit-100k", count: 100_281, formula: "lin(20,64) + 128·64 + 3·29,989 + 2·64 + lin(64,10)" },
  ],
  cost: [
    { preset: "lmuformer-mini", counter: "forwardFlops", growth: "quadratic" },
    { preset: "lmuformer-mini", counter: "stateFloats", growth: "constant" },
    { preset: "causal-vit-100k", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: wordComparison("LMUFormer against a causal transformer, thirty steps", [TRANSFORMER, LMU], {
      learningRates: [0.003],
      budget: { steps: 30 },
      seeds: [1],
      evaluate: { every: 15, tokens: 500, quickTokens: 100 },
    }),
    fair: wordComparison(
      "LMUFormer, with and without spikes, against a causal transformer, three seeds",
      [TRANSFORMER, LMU, { id: "spiking", title: "Spiking LMUFormer", preset: "lmuformer-spike" }],
      {
        learningRates: [0.001, 0.003, 0.01],
        budget: { steps: 1000 },
        seeds: [1, 2, 3],
        evaluate: { every: 100, tokens: 500, quickTokens: 200 },
      },
    ),
  },
};
