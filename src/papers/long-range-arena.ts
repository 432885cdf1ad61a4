import type { ExperimentInput } from "../experiments/schema/experiment.ts";
import type { PaperCardInput } from "./card.ts";

/** Nested expressions; the first arm is the baseline, and the suite's rule on parameters holds. */
function listOpsComparison(
  title: string,
  arms: ExperimentInput["arms"],
  given: Omit<ExperimentInput, "schema" | "kind" | "arms" | "data" | "sequenceLength">,
): ExperimentInput {
  return {
    schema: "bakeoff/experiment@1",
    kind: "compare",
    title,
    arms,
    baseline: arms[0].id,
    parametersWithin: 0.1,
    data: { id: "listops" },
    sequenceLength: 128,
    ...given,
  };
}

const SOFTMAX = { id: "softmax", title: "Softmax attention", preset: "lra-listops" };
const LOCAL = { id: "local", title: "Attention within a window", preset: "lra-listops-local" };
const SETTING = "the suite's own data, % of rows right";

export const card: PaperCardInput = {
  slug: "long-range-arena",
  title: "Long Range Arena",
  authors: "Y. Tay et al.",
  year: 2020,
  address: "https://arxiv.org/abs/2011.04006",
  code: "https://github.com/google-research/long-range-arena",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "Generators and settings of the release were read; sizes are counted by hand and the networks' gradients are checked in float64.",
  },
  ourReading: [
    "Rows are shorter than the suite's, two layers of width 64 read them, and texts, pairs and pixels are generated or from speeches: published accuracies do not compare.",
    "The answer is read from the mean of all tokens; padding stands in front and is a token as any other.",
    "Five mixers fill one shell: softmax, a window of 16, binary codes, segments and selective scans; the last two read from left to right only.",
  ],
  changes:
    "Sets one shell and six tasks of long rows, fills the shell with one mixer of tokens after another, and lets none have more than 10 % other parameters than the transformer.",
  claim: {
    sentence:
      "At equal size no efficient attention beats softmax on every task: the best mean over five is 55.01 % (BigBird) against 54.39 %, attention within a window reaches 46.06 %, and nothing learns Path-X.",
    published: [
      {
        metric: "accuracy, %, window against softmax",
        setting: `ListOps, ${SETTING}`,
        baseline: 36.37,
        candidate: 15.82,
      },
      { metric: "accuracy, %, window against softmax", setting: `Text, ${SETTING}`, baseline: 64.27, candidate: 52.98 },
      {
        metric: "accuracy, %, window against softmax",
        setting: `Retrieval, ${SETTING}`,
        baseline: 57.46,
        candidate: 53.39,
      },
      {
        metric: "accuracy, %, window against softmax",
        setting: `Image, ${SETTING}`,
        baseline: 42.44,
        candidate: 41.46,
      },
      {
        metric: "accuracy, %, window against softmax",
        setting: `Pathfinder, ${SETTING}`,
        baseline: 71.4,
        candidate: 66.63,
      },
      {
        metric: "accuracy, %, BigBird against softmax",
        setting: `mean of five tasks, ${SETTING}`,
        baseline: 54.39,
        candidate: 55.01,
      },
    ],
    atThisScale:
      "Always naming the commonest value is right about once in seven times on ListOps: an arm that ends there has learned nothing, and a short look ends there. Give every arm its own rate and thousands of steps before ranking, and compare at equal seconds too: efficient mixers gain only in long rows.",
  },
  candidate: { preset: "lra-listops-local", title: "Attention within a window of 16" },
  baselines: [{ preset: "lra-listops", title: "Softmax attention" }],
  ablations: [
    { preset: "lra-listops-eco", title: "Linear attention of binary codes" },
    { preset: "lra-listops-combiner", title: "Segments of 16", note: "Reads from left to right." },
    { preset: "lra-listops-mamba", title: "Selective scans", note: "Reads from left to right." },
    { preset: "lra-mini", title: "Softmax on bytes or pixels" },
    { preset: "lra-pairs", title: "Softmax on pairs", note: "Both parts are read by one encoder." },
  ],
  parameters: [
    {
      preset: "lra-listops",
      count: 77_194,
      formula: "16·64 + 2·(4·64 + 4·64² + lin(64,128) + lin(128,64)) + 2·64 + lin(64,128) + lin(128,10)",
    },
    { preset: "lra-mini", count: 91_522, formula: "the same with 256 tokens and 2 classes" },
    {
      preset: "lra-pairs",
      count: 124_226,
      formula: "256·64 + 2·33,216 + 2·64 + lin(4·64,128) + lin(128,64) + lin(64,2)",
    },
  ],
  cost: [
    { preset: "lra-listops", counter: "forwardFlops", growth: "quadratic" },
    { preset: "lra-listops", counter: "activationBytes", growth: "linear" },
    { preset: "lra-listops-local", counter: "forwardFlops", growth: "linear" },
    { preset: "lra-listops-eco", counter: "forwardFlops", growth: "linear" },
    { preset: "lra-listops-combiner", counter: "forwardFlops", growth: "quadratic" },
    { preset: "lra-listops-mamba", counter: "forwardFlops", growth: "linear" },
    { preset: "lra-listops-mamba", counter: "stateFloats", growth: "constant" },
  ],
  experiments: {
    quick: listOpsComparison("Softmax attention or a window on nested expressions, eighty steps", [SOFTMAX, LOCAL], {
      batch: 16,
      learningRates: [0.001],
      budget: { steps: 80 },
      seeds: [1],
      evaluate: { every: 40, tokens: 500, quickTokens: 100 },
    }),
    fair: listOpsComparison(
      "Five mixers on nested expressions, three seeds",
      [
        SOFTMAX,
        LOCAL,
        { id: "eco", title: "Binary codes", preset: "lra-listops-eco" },
        { id: "combiner", title: "Segments", preset: "lra-listops-combiner" },
        { id: "mamba", title: "Selective scans", preset: "lra-listops-mamba" },
      ],
      {
        batch: 32,
        learningRates: [0.0003, 0.001, 0.003],
        budget: { steps: 1500 },
        seeds: [1, 2, 3],
        evaluate: { every: 150, tokens: 500, quickTokens: 200 },
      },
    ),
  },
};
