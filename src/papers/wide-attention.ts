import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "wide-attention",
  title: "Wide Attention Is The Way Forward For Transformers?",
  authors: "J. R. Brown et al.",
  year: 2022,
  address: "https://arxiv.org/abs/2210.00640",
  kind: "architecture method",
  evidence: {
    status: "abstract",
    note: "The abstract's rule of a constant number of heads was read; grids are ours, counts are by formula.",
  },
  ourReading: [
    "24 heads in all, cut into one to eight layers, are our grid.",
    "The output matrix of a wider layer starts smaller, so that the stream's variance stays what it was.",
    "The feed-forward total held constant is our second reading of a fair sweep; the paper keeps one network a layer.",
  ],
  changes: "Keeps the number of attention heads of the whole model and trades depth for width, down to a single layer.",
  claim: {
    sentence:
      "One wide layer is as accurate as deep models on small language tasks (+0.3 % on average), half the size, and faster.",
    published: [
      {
        metric: "inference speed, deep model = 1",
        setting: "IMDb over bytes on a processor, at equal accuracy and half the size",
        baseline: 1,
        candidate: 3.1,
      },
    ],
    atThisScale:
      "The claim is of classification; next-token prediction is ours, and depth helps there: an independent run at the smallest size and 500 steps found 3.029, 2.945 and 2.919 bits per byte for one, two and four layers, which also differ in parameters. Hence the arm with equal feed-forward total.",
  },
  candidate: { preset: "wide-nano-1x24", title: "1 layer of 24 heads" },
  baselines: [
    { preset: "wide-nano-4x6", title: "4 layers of 6 heads" },
    { preset: "wide-nano-8x3", title: "8 layers of 3 heads" },
  ],
  ablations: [
    { preset: "wide-nano-1x24-constant-ffn", title: "1 layer of 24 heads, equal feed-forward total" },
    { preset: "wide-nano-1x24-gqa", title: "1 layer, two query heads a key/value head" },
    { preset: "wide-nano-4x6-gqa", title: "4 layers, two query heads a key/value head" },
    { preset: "wide-nano-1x24-local", title: "1 layer, a window of 16 tokens" },
    { preset: "wide-nano-4x6-local", title: "4 layers, a window of 16 tokens" },
  ],
  sweep: {
    knob: "layers × heads",
    documents: [1, 2, 3, 4, 6, 8].map((layers) => ({
      preset: `wide-nano-${layers}x${24 / layers}`,
      title: `${layers} × ${24 / layers}`,
    })),
  },
  parameters: [
    { preset: "wide-nano-1x24", count: 270_624, formula: "2·256·96 + 4·96·24·16 + 2·96·384 + 2·96 + 96" },
    { preset: "wide-nano-4x6", count: 492_384, formula: "2·256·96 + 4·96·24·16 + 4·(2·96·384 + 2·96) + 96" },
  ],
  cost: [
    { preset: "wide-nano-1x24", counter: "forwardFlops", growth: "quadratic" },
    { preset: "wide-nano-1x24", counter: "activationBytes", growth: "linear" },
    { preset: "wide-nano-1x24", counter: "stateFloats", growth: "linear" },
    { preset: "wide-nano-1x24-local", counter: "forwardFlops", growth: "linear" },
  ],
  experiments: {
    quick: quickLook("One wide layer against four narrow ones, two-minute look", [
      { id: "deep", title: "4 × 3 heads", preset: "wide-pico-4x3" },
      { id: "wide", title: "1 × 12 heads", preset: "wide-pico-1x12" },
    ]),
    fair: fairComparison("One wide layer against four narrow ones, three seeds", [
      { id: "deep", title: "4 × 6 heads", preset: "wide-nano-4x6" },
      { id: "wide", title: "1 × 24 heads", preset: "wide-nano-1x24" },
      { id: "wide-equal", title: "1 × 24 heads, equal feed-forward total", preset: "wide-nano-1x24-constant-ffn" },
    ]),
  },
};
