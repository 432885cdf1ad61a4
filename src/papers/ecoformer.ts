import type { ExperimentInput } from "../experiments/schema/experiment.ts";
import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

const armsOf = (size: "pico" | "nano"): ExperimentInput["arms"] => [
  { id: "shared", title: "Softmax, queries and keys shared", preset: `shared-qk-${size}` },
  {
    id: "swapped",
    title: "Softmax first, swapped for learned codes after three quarters",
    preset: `shared-qk-${size}`,
    segments: [{ at: 0.75, preset: `eco-lm-${size}-all`, learn: "hash", rateScale: 0.1 }],
  },
  { id: "scratch", title: "EcoFormer from scratch, codes in every block", preset: `eco-lm-${size}-all` },
];

export const card: PaperCardInput = {
  slug: "ecoformer",
  title: "EcoFormer: Energy-Saving Attention with Linear Complexity",
  authors: "J. Liu, Z. Pan, H. He, J. Cai, B. Zhuang",
  year: 2022,
  address: "https://arxiv.org/abs/2209.09004",
  code: "https://github.com/ziplab/EcoFormer",
  kind: "token mixer",
  evidence: {
    status: "our reading",
    note: "Hash and attention were read in the authors' code; the causal form is ours, its gradients checked.",
  },
  ourReading: [
    "The causal form over text; the paper's models see images.",
    "The kernel's width is taken per token, so that later tokens do not leak into earlier codes.",
    "One arm trains softmax and swaps it for codes, as published: each block learns its hash from one batch, then all is fine-tuned at a tenth of the rate. It begins with shared queries and keys. The other arm trains codes from scratch over a random hash.",
  ],
  changes:
    "Queries and keys become binary codes; weights are Hamming distances, so attention is linear in the tokens and its products become additions.",
  claim: {
    sentence: "73 % less on-chip energy in attention for 0.33 % of accuracy (PVTv2-B0 on ImageNet-1K).",
    published: [
      {
        metric: "change of on-chip energy of attention, %",
        setting: "PVTv2-B0, ImageNet-1K; softmax attention is 0",
        baseline: 0,
        candidate: -73,
      },
      {
        metric: "change of top-1 accuracy, points",
        setting: "PVTv2-B0, ImageNet-1K; softmax attention is 0",
        baseline: 0,
        candidate: -0.33,
      },
    ],
    atThisScale:
      "From scratch it is expected to be worse than softmax. In an independent run at 64 tokens softmax reached 3.31 bits per byte and the swapped and fine-tuned model 3.38 with one block swapped, 3.56 with both; a random hash did as well as the learned one. What can be seen here is the count: fewer multiplications, time linear in the length.",
  },
  candidate: { preset: "eco-lm-nano-all", title: "EcoFormer, codes in every block" },
  baselines: [
    {
      preset: "shared-qk-nano",
      title: "Softmax, queries and keys shared",
      note: "Isolates the codes: the same projections.",
    },
    { preset: "lm-nano", title: "Softmax, grouped queries", note: "3 C² weights too." },
  ],
  ablations: [
    { preset: "eco-lm-nano", title: "Softmax kept in the last block", note: "As published." },
    { preset: "eco-lm-nano-bits-32", title: "32 bits, softmax in the last block" },
  ],
  parameters: [
    { preset: "shared-qk-nano", count: 353_952, formula: "lm-nano's: 3 C² are 2 C² + 2 C · C / 2" },
    {
      preset: "eco-lm-nano-all",
      count: 368_802,
      formula: "353,952 + 3 blocks × 6 heads × 25 (16 + 1 + 16) frozen numbers of the hash",
    },
  ],
  cost: [
    { preset: "eco-lm-nano-all", counter: "forwardFlops", growth: "linear" },
    { preset: "eco-lm-nano-all", counter: "stateFloats", growth: "constant" },
    { preset: "shared-qk-nano", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickLook(
      "EcoFormer, swapped in and from scratch, against softmax with shared queries, two-minute look",
      armsOf("pico"),
      { match: "tokens", budget: { steps: 120 }, evaluate: { every: 40, tokens: 50_000 } },
    ),
    fair: fairComparison(
      "EcoFormer, swapped in and from scratch, against softmax with shared queries, three seeds",
      armsOf("nano"),
      { match: "tokens", budget: { steps: 500 }, evaluate: { every: 100, tokens: 50_000 } },
    ),
  },
};
