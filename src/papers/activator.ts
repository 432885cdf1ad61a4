import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "activator",
  title: "Activator: GLU Activation Function as the Core Component of a Vision Transformer",
  authors: "A. N. Abdullah, T. Aydin",
  year: 2024,
  address: "https://arxiv.org/abs/2405.15953",
  code: "https://github.com/Abdullah-88/Activator",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The authors' code was read and its two sizes come out exactly; the gradients are checked in float64. The accuracies are second-hand.",
  },
  ourReading: [
    "In the published form nothing mixes patches before the final mean: it says nothing about replacing the mixing of tokens.",
    "Gating across tokens (mode “token+channel”) is our extension.",
    "Dropout is 0.1 on the output of each sub-layer; the authors' 0.5 under-fits a slice of 5,000 images.",
  ],
  changes:
    "A gated linear unit with a norm on both halves takes the place of attention, and the ordinary MLP behind it can go too.",
  claim: {
    sentence:
      "Gated units alone are better on small images than a vision transformer or an MLP-Mixer of the same width and depth.",
    published: [
      {
        metric: "accuracy against ViT, % right (second-hand)",
        setting: "CIFAR-10, width 256, 4 layers, 100 epochs",
        baseline: 65.7,
        candidate: 73.2,
      },
      {
        metric: "accuracy against MLP-Mixer, % right (second-hand)",
        setting: "CIFAR-10, width 256, 4 layers, 100 epochs",
        baseline: 70.1,
        candidate: 73.2,
      },
    ],
    atThisScale:
      "This paper's own setting is nearly this small, but 100 steps show only that it trains: an ordering needs the full comparison. Channel mode is a bag of patches, which is what it should be judged as.",
  },
  candidate: { preset: "activator-glu", title: "Gated units only (mode channel)" },
  baselines: [
    { preset: "vit-605k", title: "ViT of equal parameters" },
    { preset: "mixer-mini", title: "MLP-Mixer of equal parameters" },
  ],
  ablations: [
    { preset: "activator-glu-ffn", title: "Gated units and MLPs (mode channel)" },
    { preset: "activator-token", title: "Gated tokens (mode token+channel)", note: "2.9 % more parameters." },
    { preset: "vit-1001k", title: "ViT of the size with MLPs" },
  ],
  parameters: [
    {
      preset: "activator-glu",
      count: 605_834,
      formula: "lin(48,128) + 6·(2·128 + 2·lin(128,256) + 2·256 + lin(256,128)) + lin(128,10)",
    },
    {
      preset: "activator-glu-ffn",
      count: 1_001_354,
      formula: "as above with lin(128,256) + lin(256,128) more for each of six layers",
    },
    {
      preset: "activator-token",
      count: 623_242,
      formula: "lin(48,128) + 4·(layer above + 2·128 + lin(128,256) + 2·128 + 64·64 + 64 + lin(128,128)) + lin(128,10)",
    },
    {
      preset: "mixer-mini",
      count: 605_834,
      formula: "lin(48,128) + 8·(4·128 + 2·lin(64,64) + lin(128,256) + lin(256,128)) + 2·128 + lin(128,10)",
    },
    { preset: "vit-605k", count: 605_554, formula: "four layers, hidden width 314 solved for equal parameters" },
    { preset: "vit-1001k", count: 1_000_938, formula: "seven layers, hidden width 288 solved for equal parameters" },
  ],
  cost: [
    { preset: "activator-glu", counter: "forwardFlops", growth: "linear" },
    { preset: "vit-605k", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("Gated units against a ViT of equal parameters, a hundred steps", [
      { id: "vit", title: "ViT", preset: "vit-605k" },
      { id: "gated", title: "Gated units", preset: "activator-glu" },
    ]),
    fair: fairImageComparison("Gated units, ViT and MLP-Mixer of equal parameters, three seeds", [
      { id: "vit", title: "ViT", preset: "vit-605k" },
      { id: "gated", title: "Gated units", preset: "activator-glu" },
      { id: "mixer", title: "MLP-Mixer", preset: "mixer-mini" },
      { id: "tokens", title: "Gated tokens", preset: "activator-token" },
    ]),
  },
};
