import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "fmvit",
  title: "FMViT: A multiple-frequency mixing Vision Transformer",
  authors: "W. Tan, Y. Geng, X. Xie",
  year: 2023,
  address: "https://arxiv.org/abs/2311.05707",
  kind: "token mixer",
  evidence: {
    status: "abstract",
    note: "Only the abstract could be read and no code is published; every block is our design around its named parts, checked in float64 with its merges.",
  },
  ourReading: [
    "Every detail is ours: the networks here are FMViT-style.",
    "Multi-frequency mixing: attention with reduced keys for low frequencies, a grouped convolution of its result for high ones, a filter less its mean for the band between.",
    "The projections of the MLPs have a dense 1 x 1, a 1 x 1 in four groups and an identity branch, each with its batch norm.",
    "Merging leaves three batch norms of each kind in place: behind the grouped convolution, before the mixing block's MLP and before the mean.",
  ],
  changes:
    "Attention takes the low frequencies, convolutions the high ones, and projections train as several branches that merge into one convolution afterwards.",
  claim: {
    sentence:
      "Mixing both kinds of frequencies, in blocks that become plain convolutions, gives a better trade of latency for accuracy than convolution or attention alone.",
    published: [
      {
        metric: "accuracy at the latency of ResNet-101 under TensorRT, % right",
        setting: "ImageNet, 224 pixels",
        baseline: 80.8,
        candidate: 83.3,
      },
      {
        metric: "accuracy at the latency of MobileOne under CoreML, % right",
        setting: "ImageNet, 224 pixels",
        baseline: 75.9,
        candidate: 78.5,
      },
    ],
    atThisScale:
      "That the merged network is the same function and takes fewer dispatches holds at any size and is checked here. Whether the mix is better than either part at equal merged parameters needs the full comparison: 100 steps show only that it trains.",
  },
  candidate: { preset: "fmvit-mini", title: "Convolution, then mixed frequencies" },
  baselines: [
    { preset: "fmvit-conv", title: "Convolution only", note: "297,674 parameters once merged, 0.1 % more." },
    { preset: "fmvit-attn", title: "Mixing blocks only", note: "290,122 parameters once merged, 2.4 % fewer." },
    { preset: "vit-297k", title: "ViT of equal merged parameters" },
  ],
  ablations: [],
  parameters: [
    {
      preset: "fmvit-mini",
      count: 349_466,
      formula:
        "in training; 297,242 merged. A projection C to C' has C' C + C' C / 4 and 2 C' for each of its two or three norms, merged C' C + C'",
    },
    { preset: "fmvit-conv", count: 365_738, formula: "as above with 4, 2 and 3 blocks of convolution; 297,674 merged" },
    { preset: "fmvit-attn", count: 332_010, formula: "as above with 2, 3 and 1 mixing blocks; 290,122 merged" },
    {
      preset: "vit-297k",
      count: 297_250,
      formula: "width 96, four layers, hidden width 174 solved for equal parameters",
    },
  ],
  cost: [
    { preset: "fmvit-conv", counter: "forwardFlops", growth: "linear" },
    { preset: "vit-297k", counter: "forwardFlops", growth: "quadratic" },
  ],
  diagnostics: ["exact-merge"],
  experiments: {
    quick: quickImageLook("FMViT-style network against a ViT of equal merged parameters, a hundred steps", [
      { id: "vit", title: "ViT", preset: "vit-297k" },
      { id: "mixed", title: "Mixed frequencies", preset: "fmvit-mini" },
    ]),
    fair: fairImageComparison("Mixed frequencies, convolution only, mixing only, three seeds", [
      { id: "convolution", title: "Convolution only", preset: "fmvit-conv" },
      { id: "mixed", title: "Mixed frequencies", preset: "fmvit-mini" },
      { id: "mixing", title: "Mixing blocks only", preset: "fmvit-attn" },
      { id: "vit", title: "ViT of equal merged parameters", preset: "vit-297k" },
    ]),
  },
};
