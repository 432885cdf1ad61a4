import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "crossvit",
  title: "CrossViT: Cross-Attention Multi-Scale Vision Transformer",
  authors: "C.-F. Chen et al.",
  year: 2021,
  address: "https://arxiv.org/abs/2103.14899",
  code: "https://github.com/IBM/CrossViT",
  kind: "architecture method",
  evidence: {
    status: "code",
    note: "The authors' code was read; six sizes come out as its formula counts them; both directions of the exchange agree with central differences.",
  },
  ourReading: [
    "Patches of 4 and 8 pixels, widths 64 and 128 and two meetings are our size for images of 32 pixels; nothing is resized.",
    "Without exchange the MLPs are wider, so that the parameters stay equal.",
    "Class tokens that are summed go through the wider stream's width and the same norm, non-linearity and map on their ways.",
  ],
  changes:
    "Runs two vision transformers over patches of two sizes, which trade information through one class token each that queries the other's patches.",
  claim: {
    sentence:
      "Two patch sizes that meet through their class tokens beat one, at a cost of the exchange that is linear in the patches.",
    published: [
      {
        metric: "accuracy, %, CrossViT-15 (27.5 M) against DeiT-S (22 M)",
        setting: "ImageNet, 240 and 224 pixels; % of images right (top-1); recalled, not read again",
        baseline: 79.8,
        candidate: 81.5,
      },
    ],
    atThisScale:
      "Whether the exchange is worth its parameters is what the full comparison asks; at 32 pixels there are only 64 and 16 patches to trade.",
  },
  candidate: { preset: "crossvit-mini", title: "Two patch sizes, class tokens query across" },
  baselines: [
    { preset: "vit-1015k", title: "ViT of equal parameters, patches of 4" },
    {
      preset: "crossvit-nofusion",
      title: "Two streams that never meet",
      note: "Wider MLPs make up for the parameters.",
    },
  ],
  ablations: [
    { preset: "crossvit-class-sum", title: "Class tokens become their sum", note: "Nobody looks at patches." },
    {
      preset: "crossvit-pairwise-sum",
      title: "Patches that lie together are summed too",
      note: "Every token goes across.",
    },
  ],
  parameters: [
    {
      preset: "crossvit-mini",
      count: 1_015_636,
      formula:
        "2·[vblk(64) + 2·vblk(128) + Σ both ways 2a + lin(a,b) + 2b + 4·lin(b,b) + 2b + lin(b,a)] + patches, class tokens, positions + norms + lin(64,10) + lin(128,10)",
    },
    { preset: "crossvit-nofusion", count: 1_015_366, formula: "no exchange, hidden widths 293 and 586" },
    { preset: "vit-1015k", count: 1_015_330, formula: "seven layers, hidden width 296 solved for equal parameters" },
  ],
  cost: [
    { preset: "crossvit-mini", counter: "forwardFlops", growth: "quadratic" },
    { preset: "vit-1015k", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("CrossViT against a ViT of equal parameters, a hundred steps", [
      { id: "vit", title: "ViT", preset: "vit-1015k" },
      { id: "crossvit", title: "CrossViT", preset: "crossvit-mini" },
    ]),
    fair: fairImageComparison("CrossViT against streams that never meet and a ViT, three seeds", [
      { id: "vit", title: "ViT of equal parameters", preset: "vit-1015k" },
      { id: "crossvit", title: "Class tokens query across", preset: "crossvit-mini" },
      { id: "apart", title: "Streams never meet", preset: "crossvit-nofusion" },
      { id: "sum", title: "Class tokens summed", preset: "crossvit-class-sum" },
    ]),
  },
};
