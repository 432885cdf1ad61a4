import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

const PUBLISHED = "ImageNet; TurboViT as 1, from the abstract";

export const card: PaperCardInput = {
  slug: "turbovit",
  title: "TurboViT: Generating Fast Vision Transformers via Generative Architecture Search",
  authors: "A. Wong et al.",
  year: 2023,
  address: "https://arxiv.org/abs/2308.11421",
  code: "https://github.com/facebookresearch/hiera",
  kind: "architecture method",
  evidence: {
    status: "abstract",
    note: "The abstract was read, and the code of Hiera, whose two patterns these are: its three published sizes come out exactly.",
  },
  ourReading: [
    "The network is set by hand from the two patterns, attention in units and pooled queries; the search that found the published one is not run here.",
    "Units lie one behind the other in memory instead of interleaved: the same tokens in another order.",
    "Stages of 1, 2 and 2 blocks, widths 32 to 128 and units of 4 x 4 are our size for images of 32 pixels.",
  ],
  changes:
    "A plain hierarchical transformer: tokens attend inside windows first and across all of them later, and between stages only the queries are pooled.",
  claim: {
    sentence:
      "Hierarchical transformers of windows and pooled queries, found by search, match much larger efficient networks in accuracy at a fraction of their parameters and work.",
    published: [
      { metric: "parameters of FasterViT-0, as multiples", setting: PUBLISHED, baseline: 2.47, candidate: 1 },
      { metric: "latency of FasterViT-0, as multiples", setting: PUBLISHED, baseline: 3.21, candidate: 1 },
    ],
    atThisScale:
      "The comparison asks whether the hand-set network beats a ViT of equal parameters. An independent hundred-step look had 28 % of CIFAR-10 images right against 25 % for the ViT, one seed, 2,000 images: it learns without trouble, no more.",
  },
  candidate: { preset: "turbovit-mini", title: "Units and pooled queries" },
  baselines: [{ preset: "vit-415k", title: "ViT of equal parameters" }],
  ablations: [
    { preset: "turbovit-global", title: "No units", note: "Every token attends to all from the first layer on." },
    { preset: "turbovit-mean", title: "Mean of queries", note: "The mean of four instead of the largest." },
  ],
  parameters: [
    {
      preset: "turbovit-mini",
      count: 414_986,
      formula:
        "conv(3,32,3) + 256·32 + Σ blocks 2·Cin + lin(Cin,3C) + lin(C,C) + 2C + lin(C,3C) + lin(3C,C), with lin(Cin,C) where C changes + 2·128 + lin(128,10)",
    },
    { preset: "vit-415k", count: 414_880, formula: "five layers, hidden width 222 solved for equal parameters" },
  ],
  cost: [
    { preset: "turbovit-global", counter: "forwardFlops", growth: "quadratic" },
    { preset: "vit-415k", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("Units and pooled queries against a ViT of equal parameters, a hundred steps", [
      { id: "vit", title: "ViT", preset: "vit-415k" },
      { id: "turbo", title: "Units and pooled queries", preset: "turbovit-mini" },
    ]),
    fair: fairImageComparison("Units and pooled queries against none and a ViT, three seeds", [
      { id: "vit", title: "ViT of equal parameters", preset: "vit-415k" },
      { id: "turbo", title: "Units and pooled queries", preset: "turbovit-mini" },
      { id: "global", title: "No units", preset: "turbovit-global" },
      { id: "mean", title: "Mean of queries", preset: "turbovit-mean" },
    ]),
  },
};
