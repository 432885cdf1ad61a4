import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

const PUBLISHED = "ImageNet, 224 pixels; % of images right (top-1)";

export const card: PaperCardInput = {
  slug: "transformer-in-transformer",
  title: "Transformer in Transformer",
  authors: "K. Han et al.",
  year: 2021,
  address: "https://arxiv.org/abs/2103.00112",
  code: "https://github.com/huawei-noah/CV-Backbones",
  kind: "architecture method",
  evidence: {
    status: "code",
    note: "The authors' code was read; both published sizes come out exactly; gradients of a small network agree with central differences.",
  },
  ourReading: [
    "Patches of 8 pixels, words of 2 pixels' stride and 16 features, six layers of width 128 are our size for images of 32 pixels.",
    "DeiT-S's 79.8 % is recalled, not read; it agrees with the 1.7 points that the abstract claims.",
    "Words that stay as the stem made them, and words that end in the stem, are ablations of ours.",
  ],
  changes:
    "Cuts every patch into words that attend to each other in a small transformer of their own and feed the patch's vector in every layer.",
  claim: {
    sentence:
      "Letting the pieces inside each patch attend to each other beats a plain patch transformer at similar cost.",
    published: [
      {
        metric: "accuracy, %, TNT-S (23.8 M) against DeiT-S (22 M)",
        setting: PUBLISHED,
        baseline: 79.8,
        candidate: 81.5,
      },
    ],
    atThisScale:
      "Words take a third of the work here, inside patches and on the way out of them, against 6 % inside patches at the published size. An ordering needs the full comparison; a hundred steps show that it trains.",
  },
  candidate: { preset: "tnt-mini", title: "Words inside patches" },
  baselines: [
    { preset: "vit-p8-1045k", title: "ViT of equal parameters, the same patches" },
    {
      preset: "vit-p4-macs",
      title: "ViT of equal work, patches of 4",
      note: "It sees four times as many patches with a third of the parameters.",
    },
  ],
  ablations: [
    { preset: "tnt-frozen-words", title: "Words never attend", note: "What the stem made of them feeds every layer." },
    { preset: "tnt-no-words", title: "Words in the stem only" },
  ],
  parameters: [
    {
      preset: "tnt-mini",
      count: 1_045_066,
      formula:
        "conv(3,16,3) + 2·256 + lin(256,128) + 2·128 + 128 + 17·128 + 16·16 + 6·[vblk(16) + 2·256 + 256·128 + 2·128 + vblk(128)] + 2·128 + lin(128,10), vblk without offsets of queries, keys, values",
    },
    { preset: "vit-p8-1045k", count: 1_045_608, formula: "seven layers, hidden width 306 solved for equal parameters" },
  ],
  cost: [
    { preset: "tnt-mini", counter: "activationBytes", growth: "linear" },
    { preset: "vit-p4-macs", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("Transformer in Transformer against a ViT of equal parameters, a hundred steps", [
      { id: "vit", title: "ViT", preset: "vit-p8-1045k" },
      { id: "tnt", title: "Words inside patches", preset: "tnt-mini" },
    ]),
    fair: fairImageComparison(
      "Transformer in Transformer against ViTs of equal parameters and of equal work, three seeds",
      [
        { id: "vit-work", title: "ViT of equal work", preset: "vit-p4-macs" },
        { id: "tnt", title: "Words inside patches", preset: "tnt-mini" },
        { id: "vit-parameters", title: "ViT of equal parameters", preset: "vit-p8-1045k" },
        { id: "no-words", title: "Words in the stem only", preset: "tnt-no-words" },
      ],
    ),
  },
};
