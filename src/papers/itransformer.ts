import type { PaperCardInput } from "./card.ts";
import { forecastComparison } from "./comparison/comparison.ts";

const TIME = { id: "time", title: "Time steps as tokens", preset: "transformer-time" };
const VARIABLES = { id: "itransformer", title: "Variables as tokens", preset: "itransformer-mini" };
const LINEAR = { id: "dlinear", title: "DLinear", preset: "dlinear" };

export const card: PaperCardInput = {
  slug: "itransformer",
  title: "iTransformer",
  authors: "Y. Liu, T. Hu, H. Zhang, H. Wu, S. Wang, L. Ma, M. Long",
  year: 2023,
  address: "https://arxiv.org/abs/2310.06625",
  code: "https://github.com/thuml/iTransformer",
  kind: "architecture method",
  evidence: {
    status: "code",
    note: "The authors' code was read; sizes, and the forecasters forward and backward, are checked in float64.",
  },
  ourReading: [
    "The transformer over time keeps the same norm of windows and the same layers, with learned positions; two linear maps, over variables and over time, make its forecast.",
    "Calendar features as further tokens are left out: the generated series has no dates.",
  ],
  changes:
    "Makes each variable's whole window one token: attention relates variables, the feed-forward network each series' time; nothing in the layers changes.",
  claim: {
    sentence:
      "On series of many correlated variables, variables as tokens forecast better than time steps as tokens, gain from a longer look-back, and transfer to variables not seen in training.",
    published: [],
    unpublished:
      "Its tables were not read; a figure that is often quoted (MSE 0.386 on ETTh1, 96 steps ahead) comes from memory and is not shown as its claim.",
    atThisScale:
      "An independent run on hourly transformer data (ETTh1, 24 steps ahead, 100 steps, one seed) had an MSE of 0.323 at a rate of 3e-3 and 0.335 at 1e-3, against 0.365 of the transformer over time, 0.340 of DLinear and 0.424 for repeating the last day; without attention it was 0.334, so that attention among variables adds nothing there. The generated series has drivers in common, on which it can.",
  },
  candidate: { preset: "itransformer-mini", title: "iTransformer, variables as tokens" },
  baselines: [
    { preset: "transformer-time", title: "Transformer, time steps as tokens", note: "2 % more parameters." },
    { preset: "patchtst-mini", title: "PatchTST, patches of each variable as tokens", note: "17 % more parameters." },
    { preset: "dlinear", title: "DLinear", note: "A sixteenth of the parameters: no network at all." },
  ],
  ablations: [
    { preset: "itransformer-mini-no-attention", title: "Without attention", note: "Variables do not see each other." },
    { preset: "itransformer-mini-raw", title: "Without the norm of windows" },
  ],
  parameters: [
    {
      preset: "itransformer-mini",
      count: 74_840,
      formula: "lin(96,64) + 2·(4·lin(64,64) + lin(64,128) + lin(128,64) + 4·64) + 2·64 + lin(64,24)",
    },
    {
      preset: "transformer-time",
      count: 76_511,
      formula: "lin(7,64) + 96·64 + 2·33,472 + 2·64 + lin(64,7) + lin(96,24)",
    },
    { preset: "patchtst-mini", count: 87_256, formula: "lin(16,64) + 12·64 + 2·33,472 + lin(12·64,24)" },
    { preset: "dlinear", count: 4_656, formula: "2·lin(96,24)" },
  ],
  cost: [
    { preset: "transformer-time", counter: "forwardFlops", growth: "quadratic" },
    { preset: "transformer-time", counter: "trainingFlops", growth: "quadratic" },
    { preset: "dlinear", counter: "forwardFlops", growth: "linear" },
  ],
  experiments: {
    quick: forecastComparison("Variables or time steps as tokens, sixty steps", [TIME, VARIABLES, LINEAR], {
      learningRates: [0.003],
      budget: { steps: 60 },
      seeds: [1],
      evaluate: { every: 20, tokens: 800, quickTokens: 200 },
    }),
    fair: forecastComparison(
      "Variables, time steps or patches as tokens, three seeds",
      [
        TIME,
        VARIABLES,
        { id: "alone", title: "Without attention", preset: "itransformer-mini-no-attention" },
        { id: "patches", title: "PatchTST", preset: "patchtst-mini" },
        LINEAR,
      ],
      {
        learningRates: [0.001, 0.003, 0.01],
        budget: { steps: 300 },
        seeds: [1, 2, 3],
        evaluate: { every: 50, tokens: 800, quickTokens: 300 },
      },
    ),
  },
};
