import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

const PUBLISHED = "SReT-T, 4.8 M parameters; ImageNet, 224 pixels; full attention against slices";

export const card: PaperCardInput = {
  slug: "sliced-recursive",
  title: "Sliced Recursive Transformer",
  authors: "Z. Shen et al.",
  year: 2021,
  address: "https://arxiv.org/abs/2111.05297",
  code: "https://github.com/szq0214/SReT",
  kind: "architecture method",
  evidence: {
    status: "code",
    note: "The authors' code was read; three published sizes come out exactly; looped blocks equal unrolled ones, gradients included.",
  },
  ourReading: [
    "One stage of three blocks of width 128, each applied twice, and a stem of two convolutions are our size for images of 32 pixels.",
    "Evaluated, tokens are dealt in one fixed order for each layer; the released code deals anew, which makes test accuracy noisy.",
    "The private layers' matrices decay as all matrices do.",
  ],
  changes:
    "Applies each block several times with the same weights, attention in slices of the tokens, and a small layer of its own after every pass.",
  claim: {
    sentence:
      "Applying blocks twice raises accuracy at no parameter cost; slicing the attention inside the loop saves a tenth to a third of the work at hardly any loss.",
    published: [
      { metric: "accuracy, % of images right (top-1)", setting: PUBLISHED, baseline: 76.1, candidate: 76.0 },
      { metric: "work, GFLOPs", setting: PUBLISHED, baseline: 1.4, candidate: 1.1 },
    ],
    atThisScale:
      "With 64 tokens attention is a small part of the work, so that slices save little. The stem of convolutions gives an early lead over a ViT without one: in an independent look on 2,000 images of CIFAR-10 sliced, full and without private layers all had 33 % right after a hundred steps, ViTs on patches 25 %. Compare with the ViT that has the same stem.",
  },
  candidate: { preset: "sret-mini", title: "Applied twice, sliced" },
  baselines: [
    { preset: "vit-683k", title: "ViT of equal parameters", note: "Its stem cuts patches; it has no convolutions." },
    { preset: "vit-unrolled", title: "ViT of equal depth, same stem", note: "Six blocks of their own." },
  ],
  ablations: [
    { preset: "sret-naive", title: "Applied twice, full attention" },
    { preset: "sret-no-projection", title: "No private layers", note: "Nothing tells one pass from the other." },
  ],
  parameters: [
    {
      preset: "sret-mini",
      count: 682_914,
      formula:
        "stem + 64·128 + 3·(vblk(128) + 4) + 6·(2·128 + 2·lin(128,128) + 2) + 2·128 + lin(128,10); running means are not counted",
    },
    { preset: "sret-naive", count: 682_914, formula: "slices have no parameters" },
    { preset: "sret-no-projection", count: 483_222, formula: "682,914 - 6·33,282" },
    { preset: "vit-683k", count: 683_550, formula: "five layers, hidden width 260 solved for equal parameters" },
  ],
  cost: [
    { preset: "sret-mini", counter: "forwardFlops", growth: "quadratic" },
    { preset: "sret-naive", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("Blocks applied twice against a ViT of equal depth with the same stem, a hundred steps", [
      { id: "vit", title: "ViT of equal depth", preset: "vit-unrolled" },
      { id: "sret", title: "Applied twice, sliced", preset: "sret-mini" },
    ]),
    fair: fairImageComparison(
      "Blocks applied twice, sliced and not, against ViTs of equal parameters and depth, three seeds",
      [
        { id: "vit", title: "ViT of equal parameters", preset: "vit-683k" },
        { id: "sret", title: "Applied twice, sliced", preset: "sret-mini" },
        { id: "naive", title: "Applied twice, full attention", preset: "sret-naive" },
        { id: "no-projection", title: "No private layers", preset: "sret-no-projection" },
        { id: "unrolled", title: "ViT of equal depth, same stem", preset: "vit-unrolled" },
      ],
    ),
  },
};
