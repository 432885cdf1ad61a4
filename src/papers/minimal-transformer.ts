import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "minimal-transformer",
  title: "Reducing the Transformer Architecture to a Minimum",
  authors: "B. Bermeitinger et al.",
  year: 2024,
  address: "https://arxiv.org/abs/2410.13732",
  kind: "architecture method",
  evidence: {
    status: "abstract",
    note: "The removals are the abstract's; how a symmetric similarity is written and how several heads share it is ours, its algebra and gradients are checked.",
  },
  ourReading: [
    "The symmetric similarity uses one map for queries and keys where there are several heads, a packed triangle where there is one.",
    "Heads without value and output maps are averaged.",
    "Text is our extension: rotary positions, except for the packed form, which takes learned positions.",
  ],
  changes:
    "Removes the feed-forward network, the value and output maps, and collapses queries and keys into one, possibly symmetric, matrix.",
  claim: {
    sentence: "On MNIST and CIFAR-10, about the original's accuracy with up to 90 % fewer parameters.",
    published: [],
    unpublished: "The abstract gives a share of parameters for images and no accuracy that text could be held against.",
    atThisScale:
      "On text the feed-forward network should matter in the end. An independent run at the smallest size found 3.37 and 3.00 bits per byte after 200 and 500 steps for the plain decoder, 3.34 and 2.95 without feed-forward network, 3.39 and 3.25 with one map a block: dropping value and output maps costs.",
  },
  candidate: { preset: "min-text-nano-symmetric", title: "One map per block" },
  baselines: [{ preset: "lm-nano", title: "RoPE decoder, 3 layers" }],
  ablations: [
    { preset: "min-text-nano-no-mlp", title: "No feed-forward network" },
    { preset: "min-text-nano-collapsed", title: "One head, queries and keys collapsed" },
    { preset: "min-text-nano-collapsed-no-values", title: "The same without value and output maps" },
    { preset: "min-text-nano-no-values", title: "No value and output maps" },
    { preset: "min-text-nano-all", title: "A packed symmetric matrix per block" },
    { preset: "min-text-nano-symmetric-with-mlp", title: "One map per block, and the feed-forward network" },
  ],
  parameters: [
    { preset: "min-text-nano-symmetric", count: 77_184, formula: "2·256·96 + 3·(96·96 + 96) + 96" },
    { preset: "min-text-nano-no-mlp", count: 160_128, formula: "2·256·96 + 3·(4·96·96 + 96) + 96" },
    { preset: "min-text-nano-all", count: 75_792, formula: "2·256·96 + 128·96 + 3·(96·97/2 + 96) + 96" },
  ],
  cost: [
    { preset: "min-text-nano-symmetric", counter: "forwardFlops", growth: "quadratic" },
    { preset: "min-text-nano-symmetric", counter: "activationBytes", growth: "linear" },
    { preset: "min-text-nano-symmetric", counter: "stateFloats", growth: "linear" },
  ],
  experiments: {
    quick: quickLook("A decoder with one map per block against the whole one, two-minute look", [
      { id: "decoder", title: "RoPE decoder", preset: "lm-pico" },
      { id: "no-mlp", title: "No feed-forward network", preset: "min-text-pico-no-mlp" },
      { id: "symmetric", title: "One map per block", preset: "min-text-pico-symmetric" },
    ]),
    fair: fairComparison("Decoders with parts removed against the whole one, three seeds", [
      { id: "decoder", title: "RoPE decoder", preset: "lm-nano" },
      { id: "no-mlp", title: "No feed-forward network", preset: "min-text-nano-no-mlp" },
      { id: "symmetric", title: "One map per block", preset: "min-text-nano-symmetric" },
    ]),
  },
};
