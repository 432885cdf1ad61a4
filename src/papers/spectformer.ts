import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "spectformer",
  title: "SpectFormer: Frequency and Attention is what you need in a Vision Transformer",
  authors: "B. N. Patro, V. P. Namboodiri, V. S. Agneeswaran",
  year: 2023,
  address: "https://arxiv.org/abs/2304.06446",
  code: "https://github.com/badripatro/SpectFormers",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The authors' code was read; the published sizes T, S and B come out, XS does not (20.0 M by formula, 22 M in the release's table); the filter and its gradient are checked in float64.",
  },
  ourReading: [
    "Six layers of width 128 over 8 x 8 patches are our size; the paper's small form has four spectral layers of twelve.",
    "The plain form is built; the hierarchical one with four stages, whose figures the paper leads with, is not.",
    "Real and imaginary part of the filter are two tensors to the optimizer, and neither decays.",
  ],
  changes:
    "The first layers multiply the image's two-dimensional spectrum by a learned complex filter for each channel, the later ones attend.",
  claim: {
    sentence:
      "Spectral layers first and attention behind them are better than a stack of either: by 2 points on ImageNet against GFNet-H (all spectral) and LiT.",
    published: [
      {
        metric: "accuracy of SpectFormer-H-S, gain over GFNet-H and LiT, points",
        setting: "ImageNet, 224 pixels, four stages, 22 M parameters, 84.3 % right",
        baseline: 0,
        candidate: 2,
      },
    ],
    atThisScale:
      "100 steps show that it trains. Matched ViTs of 0.24 to 1.0 M parameters all ended between 23 and 26 % after 100 steps on 2,000 images in an independent run, so an ordering needs the full comparison; the best number of spectral layers is expected inside, not at an end.",
  },
  candidate: { preset: "spectformer-a2", title: "2 spectral layers, then 4 of attention" },
  baselines: [
    { preset: "vit-699k", title: "ViT of equal parameters" },
    { preset: "vit-810k", title: "ViT of equal depth", note: "No spectral layer; 16 % more parameters." },
  ],
  ablations: [{ preset: "spectformer-a6", title: "All spectral, as GFNet" }],
  sweep: {
    knob: "spectral layers of six",
    documents: [
      { preset: "vit-810k", title: "0", value: 0 },
      ...[1, 2, 3, 4, 5, 6].map((spectral) => ({
        preset: `spectformer-a${spectral}`,
        title: String(spectral),
        value: spectral,
      })),
    ],
  },
  parameters: [
    {
      preset: "spectformer-a2",
      count: 699_274,
      formula:
        "lin(48,128) + 64·128 + 2·(4·128 + 2·8·5·128 + MLP) + 4·(4·128 + 4·lin(128,128) + MLP) + 2·128 + lin(128,10), MLP = lin(128,256) + lin(256,128)",
    },
    { preset: "spectformer-a4", count: 587_658, formula: "as above with 4 and 2 layers" },
    { preset: "spectformer-a6", count: 476_042, formula: "as above with 6 and 0 layers" },
    { preset: "vit-810k", count: 810_890, formula: "as above with 0 and 6 layers" },
    { preset: "vit-699k", count: 698_970, formula: "five layers, hidden width 272 solved for equal parameters" },
  ],
  cost: [
    // Transforms are matrix products here: √T multiplications a position and channel, where a fast transform has log T.
    { preset: "spectformer-a6", counter: "forwardFlops", growth: "T sqrt T" },
    { preset: "spectformer-a2", counter: "forwardFlops", growth: "quadratic" },
    { preset: "vit-699k", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickImageLook("Two spectral layers against a ViT of equal parameters, a hundred steps", [
      { id: "vit", title: "ViT", preset: "vit-699k" },
      { id: "spectral", title: "2 spectral layers", preset: "spectformer-a2" },
    ]),
    fair: fairImageComparison("Spectral layers first, everywhere or nowhere, three seeds", [
      { id: "vit", title: "ViT of equal parameters", preset: "vit-699k" },
      { id: "spectral-2", title: "2 spectral layers of 6", preset: "spectformer-a2" },
      { id: "attention", title: "All attention", preset: "vit-810k" },
      { id: "spectral-6", title: "All spectral", preset: "spectformer-a6" },
    ]),
    sweep: fairImageComparison(
      "SpectFormer: how many of six layers are spectral",
      [
        { id: "spectral-0", title: "0", preset: "vit-810k" },
        ...[1, 2, 3, 4, 5, 6].map((spectral) => ({
          id: `spectral-${spectral}`,
          title: String(spectral),
          preset: `spectformer-a${spectral}`,
        })),
      ],
      { seeds: [1], learningRates: [0.001] },
    ),
  },
};
