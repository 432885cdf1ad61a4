import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

const PUBLISHED = "ImageNet, 224 pixels; % of images right (top-1)";

export const card: PaperCardInput = {
  slug: "metaformer-poolformer",
  title: "MetaFormer Is Actually What You Need for Vision",
  authors: "W. Yu et al.",
  year: 2021,
  address: "https://arxiv.org/abs/2111.11418",
  code: "https://github.com/sail-sg/poolformer",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The authors' code was read; the five published sizes come out exactly; pooling forward and backward is checked in float64.",
  },
  ourReading: [
    "Four stages of 1, 1, 3 and 1 blocks and 32 to 128 channels, and a stem of stride 2, are our size for images of 32 pixels.",
    "Each branch starts at 0.1 instead of 1e-5: within a few hundred steps blocks that start at 1e-5 stay nearly dead.",
    "The arms with a random matrix, a depthwise convolution and a spatial linear map are from the follow-up or ours.",
  ],
  changes:
    "Keeps the Transformer's skeleton and replaces attention by an average over neighbours, which has no weights.",
  claim: {
    sentence:
      "The skeleton of norm, token mixer, norm and channel MLP carries most of the quality: with an average pool in place of attention little is lost.",
    published: [
      {
        metric: "accuracy, %, PoolFormer-M36 (56 M) against DeiT-B (86 M)",
        setting: PUBLISHED,
        baseline: 81.8,
        candidate: 82.1,
      },
      {
        metric: "accuracy, %, PoolFormer-M36 (56 M) against ResMLP-B24 (116 M)",
        setting: PUBLISHED,
        baseline: 81.0,
        candidate: 82.1,
      },
    ],
    atThisScale:
      "An ordering of mixers cannot be seen in 100 steps: an independent run on 2,000 images of CIFAR-10 had 26.6 % right with pooling, 31.0 % with nothing in its place and 29.6 % with attention, one seed, with a standard error of 2 points; the strided convolutions do the early work. The full comparison has 3,000 steps.",
  },
  candidate: { preset: "poolformer-mini", title: "PoolFormer, average of 3 x 3" },
  baselines: [
    {
      preset: "metaformer-attn-mini",
      title: "The same skeleton with attention",
      note: "One skeleton, so it has a third more parameters.",
    },
    { preset: "vit-586k", title: "ViT of equal parameters" },
  ],
  ablations: [
    {
      preset: "metaformer-identity-mini",
      title: "No mixing in the blocks",
      note: "Only the convolutions between stages mix.",
    },
    { preset: "metaformer-random-mini", title: "A random matrix, never trained" },
    { preset: "metaformer-dwconv-mini", title: "A depthwise convolution of 3 x 3" },
    { preset: "metaformer-spatial-mini", title: "A linear map over positions" },
    { preset: "metaformer-hybrid-mini", title: "Pooling, then attention in the last two stages" },
  ],
  parameters: [
    {
      preset: "poolformer-mini",
      count: 585_898,
      formula:
        "conv(3,32) + conv(32,64) + conv(64,96) + conv(96,128) + Σ L·(6C + lin(C,4C) + lin(4C,C)) + 2·128 + lin(128,10)",
    },
    { preset: "metaformer-attn-mini", count: 783_018, formula: "585,898 + Σ L·(4C² + C)" },
    { preset: "metaformer-dwconv-mini", count: 591_018, formula: "585,898 + Σ L·10·C" },
    { preset: "metaformer-spatial-mini", count: 656_686, formula: "585,898 + Σ L·(N² + N), N = 256, 64, 16, 4" },
    { preset: "vit-586k", count: 586_022, formula: "hidden width 295 solved for equal parameters" },
  ],
  cost: [
    { preset: "poolformer-mini", counter: "forwardFlops", growth: "linear" },
    { preset: "metaformer-attn-mini", counter: "forwardFlops", growth: "quadratic" },
    { preset: "vit-586k", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("PoolFormer against attention in the same skeleton, a hundred steps", [
      { id: "attention", title: "Attention", preset: "metaformer-attn-mini" },
      { id: "pool", title: "Pooling", preset: "poolformer-mini" },
    ]),
    fair: fairImageComparison("PoolFormer against attention, no mixing and a ViT, three seeds", [
      { id: "attention", title: "Attention", preset: "metaformer-attn-mini" },
      { id: "pool", title: "Pooling", preset: "poolformer-mini" },
      { id: "identity", title: "No mixing", preset: "metaformer-identity-mini" },
      { id: "vit", title: "ViT of equal parameters", preset: "vit-586k" },
    ]),
  },
};
