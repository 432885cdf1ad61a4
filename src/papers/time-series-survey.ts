import type { PaperCardInput } from "./card.ts";
import { forecastComparison } from "./comparison/comparison.ts";

const TIME = { id: "time", title: "Attention", preset: "transformer-time" };
const SPLIT = { id: "split", title: "Attention, trend split off", preset: "ts-attention-every" };
const AUTOCORRELATION = {
  id: "autocorrelation",
  title: "Auto-correlation, trend split off",
  preset: "ts-autocorrelation-every",
};
const LINEAR = { id: "dlinear", title: "DLinear", preset: "dlinear" };

const DEPTHS = [1, 2, 3, 6, 12];

export const card: PaperCardInput = {
  slug: "time-series-survey",
  title: "Transformers in Time Series: A Survey",
  authors: "Q. Wen et al.",
  year: 2022,
  address: "https://arxiv.org/abs/2202.07125",
  kind: "architecture method",
  evidence: {
    status: "second-hand",
    note: "The survey's body could not be read; the variants are the standard definitions of their own papers, each forward and backward checked in float64.",
  },
  ourReading: [
    "All mixers of steps stand in one encoder of two layers of width 64 with one linear map of time behind it, not in the papers' own encoders and decoders.",
    "Where the trend is split off, a linear map of time continues the input's, and every sub-layer hands on its season only; Autoformer's decoder gathers the trends of its sub-layers.",
    "Likeness at all delays is summed as it stands, which costs as much as attention, because the circle of a window has no length of a power of two.",
    "ProbSparse attention masks full attention: the function is Informer's, the saving is not; its halving of the series between layers is left out.",
    "Eight modes of eight heads give the frequency block as many parameters as attention.",
  ],
  changes:
    "Orders forecasters by what they change in the transformer, positions, attention or its layers, and tries three things on all of them: the length of the window, the number of layers, and taking the trend out.",
  claim: {
    sentence:
      "Many variants get worse with a longer window, three to six layers beat a dozen and more, and splitting the trend off improves nearly all of them.",
    published: [],
    unpublished: "The survey's tables could not be read; the three findings are told as they are remembered.",
    atThisScale:
      "The generated series has a day, a week, drifts and shifts of level, and every window loses its own level before the network sees it, so that less is left for a split of the trend than in the survey. DLinear, a sixteenth of the parameters, is the line to beat.",
  },
  candidate: {
    preset: "ts-attention-every",
    title: "Attention, trend split off everywhere",
    note: "3 % more parameters.",
  },
  baselines: [
    { preset: "transformer-time", title: "Attention, nothing split off" },
    { preset: "dlinear", title: "DLinear", note: "A sixteenth of the parameters: no network at all." },
    { preset: "patchtst-mini", title: "PatchTST, patches of each variable as tokens", note: "14 % more parameters." },
  ],
  ablations: [
    { preset: "ts-attention-input", title: "Attention, trend split off at the input" },
    { preset: "ts-autocorrelation", title: "Auto-correlation" },
    { preset: "ts-autocorrelation-every", title: "Auto-correlation, trend split off", note: "As in Autoformer." },
    { preset: "ts-probsparse", title: "ProbSparse attention", note: "As in Informer." },
    { preset: "ts-probsparse-every", title: "ProbSparse attention, trend split off" },
    { preset: "ts-frequency", title: "Frequency block" },
    { preset: "ts-frequency-every", title: "Frequency block, trend split off", note: "As in FEDformer." },
  ],
  sweep: {
    knob: "layers",
    documents: DEPTHS.map((layers) => ({ preset: `ts-depth-${layers}`, title: `${layers} layers`, value: layers })),
  },
  parameters: [
    {
      preset: "transformer-time",
      count: 76_511,
      formula: "lin(7,64) + 96·64 + 2·33,472 + 2·64 + lin(64,7) + lin(96,24)",
    },
    { preset: "ts-attention-every", count: 78_839, formula: "76,511 + lin(96,24)" },
    { preset: "ts-autocorrelation", count: 76_511, formula: "as attention: 4·lin(64,64) a layer" },
    { preset: "ts-probsparse", count: 76_511, formula: "as attention" },
    {
      preset: "ts-frequency",
      count: 76_255,
      formula: "76,511 − 2·4·lin(64,64) + 2·(2·lin(64,64) + 2·8·64²/8)",
    },
  ],
  cost: [
    { preset: "transformer-time", counter: "forwardFlops", growth: "quadratic" },
    { preset: "ts-autocorrelation", counter: "forwardFlops", growth: "quadratic" },
    { preset: "ts-frequency", counter: "forwardFlops", growth: "linear" },
    { preset: "dlinear", counter: "forwardFlops", growth: "linear" },
  ],
  experiments: {
    quick: forecastComparison(
      "Attention or auto-correlation with the trend split off, forty steps",
      [TIME, SPLIT, AUTOCORRELATION, LINEAR],
      {
        learningRates: [0.003],
        budget: { steps: 40 },
        seeds: [1],
        evaluate: { every: 20, tokens: 800, quickTokens: 200 },
      },
    ),
    fair: forecastComparison(
      "Four mixers of steps with and without their trend split off, three seeds",
      [
        TIME,
        SPLIT,
        { id: "autocorrelation-plain", title: "Auto-correlation", preset: "ts-autocorrelation" },
        AUTOCORRELATION,
        { id: "probsparse-plain", title: "ProbSparse attention", preset: "ts-probsparse" },
        { id: "probsparse", title: "ProbSparse attention, trend split off", preset: "ts-probsparse-every" },
        { id: "frequency-plain", title: "Frequency block", preset: "ts-frequency" },
        { id: "frequency", title: "Frequency block, trend split off", preset: "ts-frequency-every" },
        LINEAR,
      ],
      {
        learningRates: [0.001, 0.003, 0.01],
        budget: { steps: 300 },
        seeds: [1, 2, 3],
        evaluate: { every: 50, tokens: 800, quickTokens: 300 },
      },
    ),
    sweep: forecastComparison(
      "One to twelve layers of attention over steps, three seeds",
      DEPTHS.map((layers) => ({ id: `layers-${layers}`, title: `${layers} layers`, preset: `ts-depth-${layers}` })),
      {
        baseline: "layers-2",
        learningRates: [0.001, 0.003],
        budget: { steps: 300 },
        seeds: [1, 2, 3],
        evaluate: { every: 50, tokens: 800, quickTokens: 300 },
      },
    ),
  },
};
