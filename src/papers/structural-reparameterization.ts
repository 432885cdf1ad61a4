import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

/** Branches join in stairs between a fifth and four fifths of the steps; the last fifth trains the one path that is left. */
const STAIRS = [1, 2, 3, 4, 5, 6].map((stair) => {
  const join = Math.round((100 * stair) / 6) / 100;
  const places = ["layers.attn", "layers.ffn"].map((place) => [`${place}.join`, join] as const);
  return { at: 0.2 + 0.1 * stair, overrides: Object.fromEntries(places) };
});

export const card: PaperCardInput = {
  slug: "structural-reparameterization",
  title: "Rethinking Vision Transformer Depth via Structural Reparameterization",
  authors: "C. Zhou, V. Chaudhary, G. Datta",
  year: 2025,
  address: "https://arxiv.org/abs/2511.19718",
  kind: "architecture method",
  evidence: {
    status: "abstract",
    note: "The abstract and a public summary were read, no code is published; equations are our reading, and that they merge exactly is checked in float64 and on the device.",
  },
  ourReading: [
    "Branches share their norm's statistics and have scales and shifts of their own; they join by their mean where a non-linearity begins.",
    "Queries, keys and values are all joined (the light form).",
    "The join rises in six stairs, as segments of a run, where the paper's rises step by step.",
    "An arm from scratch with the deployed size is the baseline that decides.",
  ],
  changes:
    "A shallow transformer trains with parallel branches in each layer, which share more and more until they merge into one path without changing the function.",
  claim: {
    sentence:
      "A transformer of 6, 4 or 3 layers, trained as branches and merged, keeps the accuracy of one of 12 layers and answers up to 37 % faster.",
    published: [
      {
        metric: "inference speed-up on a mobile processor, %",
        setting: "ImageNet, ViT-Tiny of 12 layers against as few as 3",
        baseline: 0,
        candidate: 37,
      },
    ],
    atThisScale:
      "That the joined network merges exactly holds at any size and is checked here. Whether it beats three layers from scratch needs the full comparison: 100 steps show only that it trains.",
  },
  candidate: { preset: "reparam-3x4", title: "3 layers of 4 branches" },
  baselines: [
    { preset: "vit-236k", title: "3 layers from scratch", note: "The size that is deployed." },
    { preset: "vit-909k", title: "12 layers of one branch", note: "As many weights in training." },
  ],
  ablations: [
    { preset: "reparam-4x3", title: "4 layers of 3 branches" },
    { preset: "reparam-6x2", title: "6 layers of 2 branches" },
  ],
  parameters: [
    {
      preset: "reparam-3x4",
      count: 909_418,
      formula:
        "lin(48,96) + 64·96 + 3·4·(4·96 + 4·lin(96,96) + lin(96,192) + lin(192,96)) + 2·96 + lin(96,10); 235,210 merged",
    },
    { preset: "reparam-4x3", count: 909_418, formula: "as above with 4·3 in place of 3·4" },
    { preset: "reparam-6x2", count: 909_418, formula: "as above with 6·2 in place of 3·4" },
    { preset: "vit-909k", count: 909_418, formula: "as above with 12·1 in place of 3·4" },
    {
      preset: "vit-236k",
      count: 236_362,
      formula: "as above with 3·1 in place of 3·4; 1,152 are scales and shifts of norms",
    },
  ],
  cost: [
    { preset: "reparam-3x4", counter: "forwardFlops", growth: "quadratic" },
    { preset: "vit-236k", counter: "forwardFlops", growth: "quadratic" },
  ],
  diagnostics: ["exact-merge"],
  experiments: {
    quick: quickImageLook("Joined branches against their deployed size from scratch, a hundred steps", [
      { id: "scratch", title: "3 layers from scratch", preset: "vit-236k" },
      { id: "joined", title: "3 layers of 4 branches, joined", preset: "reparam-3x4", segments: STAIRS },
    ]),
    fair: fairImageComparison("Joined branches, their deployed size and their training size, three seeds", [
      { id: "scratch", title: "3 layers from scratch", preset: "vit-236k" },
      { id: "joined", title: "3 layers of 4 branches, joined", preset: "reparam-3x4", segments: STAIRS },
      { id: "deep", title: "12 layers of one branch", preset: "vit-909k" },
    ]),
  },
};
