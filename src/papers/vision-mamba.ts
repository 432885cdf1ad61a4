import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "vision-mamba",
  title: "Vision Mamba",
  authors: "L. Zhu et al.",
  year: 2024,
  address: "https://arxiv.org/abs/2401.09417",
  code: "https://github.com/hustvl/Vim",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The network's file was read, the mixer is the public definition of Mamba; the sizes 7, 26 and 98 M come out, and the scan's gradients are checked in float64.",
  },
  ourReading: [
    "Six layers of width 96 with states of eight over 8 x 8 patches are our size, chosen for parameters of a small ViT.",
    "The answer is read from the mean of all patches; the released models read a class token in the middle.",
    "Four directions follow VMamba's cross-scan inside the same block, one depthwise convolution shared; five layers are of equal parameters.",
  ],
  changes:
    "Replaces attention and MLP by selective scans over the patches, once from each end; a layer's cost is linear in the number of patches.",
  claim: {
    sentence:
      "An image classifier without attention, at a ViT's quality for equal parameters, whose cost grows linearly with the number of patches.",
    published: [
      {
        metric: "accuracy, %, Vim-Ti (7 M) against DeiT-Ti (6 M)",
        setting: "ImageNet, 224 pixels; % of images right (top-1)",
        baseline: 72.2,
        candidate: 76.1,
      },
      {
        metric: "accuracy, %, Vim-S (26 M) against DeiT-S (22 M)",
        setting: "ImageNet, 224 pixels; % of images right (top-1)",
        baseline: 79.8,
        candidate: 80.5,
      },
    ],
    atThisScale:
      "With 64 patches attention is faster on most devices: the claim is of growth. An independent run had 24.8 % of a CIFAR-10 slice right after 100 steps, as matched ViTs with 23 to 26 % and a standard error of 2 points.",
  },
  candidate: { preset: "vim-mini", title: "Scans in both directions" },
  baselines: [{ preset: "vit-443k", title: "ViT of equal parameters" }],
  ablations: [
    { preset: "vim-oneway", title: "One direction", note: "11 % fewer parameters: not matched." },
    { preset: "vim-cross4", title: "Four directions, rows and columns", note: "Five layers." },
  ],
  parameters: [
    {
      preset: "vim-mini",
      count: 443_338,
      formula: "lin(48,96) + 64·96 + 6·(96 + 2·96·192 + 2·(7·192 + 22·192 + 6·192 + 8·192) + 192·96) + 96 + lin(96,10)",
    },
    { preset: "vim-oneway", count: 393_802, formula: "as above with one direction" },
    {
      preset: "vim-cross4",
      count: 446_314,
      formula: "five layers, four sets of scan weights, one 3 x 3 convolution, a norm",
    },
    { preset: "vit-443k", count: 443_344, formula: "six layers, hidden width 177 solved for equal parameters" },
  ],
  cost: [
    { preset: "vim-mini", counter: "forwardFlops", growth: "linear" },
    { preset: "vim-mini", counter: "trainingFlops", growth: "linear" },
    { preset: "vit-443k", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("Vision Mamba against a ViT of equal parameters, a hundred steps", [
      { id: "vit", title: "ViT", preset: "vit-443k" },
      { id: "vim", title: "Vision Mamba", preset: "vim-mini" },
    ]),
    fair: fairImageComparison("Vision Mamba in one, two and four directions against a ViT, three seeds", [
      { id: "vit", title: "ViT of equal parameters", preset: "vit-443k" },
      { id: "vim", title: "Both directions", preset: "vim-mini" },
      { id: "one-way", title: "One direction", preset: "vim-oneway" },
      { id: "cross-4", title: "Four directions", preset: "vim-cross4" },
    ]),
  },
};
