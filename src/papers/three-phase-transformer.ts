import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "three-phase-transformer",
  title: "Three-Phase Transformer",
  authors: "M. R. Abu Ayyash",
  year: 2026,
  address: "https://arxiv.org/abs/2604.14430",
  code: "https://github.com/achelousace/three-phase-transformer",
  kind: "residual topology",
  evidence: {
    status: "code",
    note: "The authors' code and the paper were read; parameter counts are reproduced exactly and gradients checked.",
  },
  ourReading: [],
  changes:
    "Reads the residual vector as equal stripes (phases): a norm per phase, a learned rotation of channel pairs between attention and feed-forward, and a fixed position signal in the mean of the embedding.",
  claim: {
    sentence:
      "7.2 % lower perplexity than a matched RoPE-only decoder for 1,536 more parameters, in 1.93 times fewer steps.",
    published: [
      {
        metric: "perplexity per token",
        setting: "123 M parameters, WikiText-103, 30,000 steps",
        baseline: 17.31,
        candidate: 16.06,
      },
      {
        metric: "bits per byte",
        setting: "123 M parameters, WikiText-103, 30,000 steps",
        baseline: 1.1148,
        candidate: 1.0855,
      },
      {
        metric: "perplexity per word",
        setting: "5.46 M parameters, TinyStories, 20,000 steps",
        baseline: 17.056,
        candidate: 13.902,
      },
    ],
    atThisScale:
      "With 354,000 parameters and 300 steps the gain depends on the learning rate: about 0.08 bits per byte at 8e-3, none at 4e-3 or 1.6e-2 in an independent run. The paper multiplies the baseline's embedding by the square root of the width and 3PT's not; both baselines are offered, since part of the published gap may come from this.",
  },
  candidate: { preset: "3pt-nano", title: "3PT, three phases" },
  baselines: [
    {
      preset: "lm-nano",
      title: "RoPE only, embedding std 1",
      note: "The default: equal initial embedding in both arms.",
    },
    {
      preset: "rope-only-scaled-nano",
      title: "RoPE only, embedding times √width",
      note: "As in the paper's baseline.",
    },
  ],
  ablations: [
    { preset: "3pt-nano-no-rotation", title: "Without rotation" },
    { preset: "3pt-nano-no-horn", title: "Without horn" },
    {
      preset: "3pt-nano-zero-mean",
      title: "Horn replaced by a zero mean",
      note: "Paper, 5.46 M: 13.971 against 13.902.",
    },
    { preset: "3pt-nano-global-norm", title: "One norm over the whole vector" },
    {
      preset: "3pt-nano-residual-rotation",
      title: "Rotation added instead of replacing",
      note: "Paper, 5.46 M: 14.060 against 14.002.",
    },
    { preset: "3pt-nano-no-offset", title: "No offset between phases" },
    { preset: "3pt-nano-frozen-rotation", title: "Angles not learned" },
  ],
  sweep: {
    knob: "phases",
    documents: [
      { preset: "3pt-nano-sweep-1", title: "1 phase", value: 1, note: "Paper, 5.46 M: 13.627." },
      { preset: "3pt-nano-sweep-2", title: "2 phases", value: 2, note: "Paper, 5.46 M: 13.681." },
      { preset: "3pt-nano-sweep-3", title: "3 phases", value: 3, note: "Paper, 5.46 M: 13.902." },
      { preset: "3pt-nano-sweep-4", title: "4 phases", value: 4, note: "Paper, 5.46 M: 13.867." },
      { preset: "3pt-nano-sweep-6", title: "6 phases", value: 6, note: "Paper, 5.46 M: 13.978." },
      { preset: "3pt-nano-sweep-8", title: "8 phases", value: 8, note: "Paper, 5.46 M: 14.009." },
      { preset: "3pt-nano-sweep-12", title: "12 phases", value: 12, note: "Paper, 5.46 M: 14.250." },
    ],
  },
  parameters: [
    {
      preset: "3pt-nano",
      count: 354_000,
      formula: "lm-nano's 353,952 + 3 blocks × 16 angles, one for each pair of channels of a phase",
    },
    {
      preset: "lm-nano",
      count: 353_952,
      formula: "2·256·96 + 3·101,568 + 96, with 2·96·96 + 2·96·48 + 3·96·256 + 2·96 in a block",
    },
    {
      preset: "3pt-paper-large",
      count: 123_490_560,
      formula: "123,489,024 of the plain decoder + 12 blocks × 128 angles",
    },
  ],
  cost: [
    { preset: "3pt-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "3pt-nano", counter: "stateFloats", growth: "linear" },
    { preset: "3pt-nano", counter: "activationBytes", growth: "linear" },
  ],
  diagnostics: ["phases"],
  experiments: {
    quick: quickLook(
      "Three-Phase Transformer against its RoPE-only baseline, two-minute look",
      [
        { id: "rope-only", title: "RoPE only", preset: "lm-pico" },
        { id: "3pt", title: "3PT, three phases", preset: "3pt-pico" },
      ],
      { match: "parameters" },
    ),
    fair: fairComparison(
      "Three-Phase Transformer against its RoPE-only baseline, three seeds",
      [
        { id: "rope-only", title: "RoPE only", preset: "lm-nano" },
        { id: "3pt", title: "3PT, three phases", preset: "3pt-nano" },
      ],
      { match: "parameters" },
    ),
    sweep: fairComparison(
      "Three-Phase Transformer: sweep over the number of phases at equal parameters",
      [
        { id: "phases-1", title: "1 phase", preset: "3pt-nano-sweep-1" },
        { id: "phases-2", title: "2 phases", preset: "3pt-nano-sweep-2" },
        { id: "phases-3", title: "3 phases", preset: "3pt-nano-sweep-3" },
        { id: "phases-4", title: "4 phases", preset: "3pt-nano-sweep-4" },
        { id: "phases-6", title: "6 phases", preset: "3pt-nano-sweep-6" },
        { id: "phases-8", title: "8 phases", preset: "3pt-nano-sweep-8" },
        { id: "phases-12", title: "12 phases", preset: "3pt-nano-sweep-12" },
      ],
      { match: "parameters", learningRates: [0.008] },
    ),
  },
};
