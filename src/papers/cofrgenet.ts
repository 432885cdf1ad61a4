import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "cofrgenet",
  title: "CoFrGeNet",
  authors: "A. Dhurandhar et al.",
  year: 2026,
  address: "https://arxiv.org/abs/2601.21766",
  kind: "channel mixer",
  evidence: {
    status: "second-hand",
    note: "No code of the authors is public: the channel mixer follows a public re-implementation, the token mixers a written summary; gradients are checked.",
  },
  ourReading: [
    "The default depth is even: at an odd depth small weights put every fraction on its pole.",
    "CAttnM uses eight ladders, and the depth and offset of the channel mixer.",
    "CAttnU's denominators are kept at least 0.5 from zero, and its triangles start as causal averages.",
  ],
  changes:
    "Replaces the feed-forward network, and attention if wanted, by sums of continued fractions of gated channels.",
  claim: {
    sentence: "Half to two thirds of the parameters at similar quality.",
    published: [
      {
        metric: "perplexity, unit not stated",
        setting:
          "WikiText-2, GPT-2-xl (1.5 billion) against fractions for its feed-forward networks (985 million); second-hand",
        baseline: 18.3,
        candidate: 17.12,
      },
    ],
    atThisScale:
      "An independent re-implementation at GPT-2's small size found it clearly worse (perplexity 82.5 against 40.8 at equal parameters). At the smallest size here fewer parameters reach the same loss, but so does a linear map alone: look at the arm without ladders.",
  },
  candidate: { preset: "cofrgenet-f-nano", title: "CoFrGeNet-F, three ladders of depth 4" },
  baselines: [{ preset: "lm-nano-gelu", title: "Dense decoder, GELU of four times the width" }],
  ablations: [
    { preset: "cofrgenet-f-iso-nano", title: "Widened to the baseline's parameters" },
    { preset: "cofrgenet-f-nano-no-ladders", title: "Ladders off: a linear map alone" },
    { preset: "cofrgenet-f-nano-all-at-once", title: "Without the schedule" },
    { preset: "cofrgenet-f-nano-exact", title: "Exact gradient at the guard" },
    { preset: "cofrgenet-nano-cattnm", title: "CAttnM for attention too" },
    { preset: "cofrgenet-nano-cattnu", title: "CAttnU for attention too" },
  ],
  sweep: {
    knob: "depth without offset",
    documents: [1, 2, 3, 4, 5, 6].map((depth) => ({
      preset: `cofrgenet-f-nano-depth-${depth}`,
      title: `Depth ${depth}`,
    })),
  },
  parameters: [
    { preset: "cofrgenet-f-nano", count: 220_032, formula: "2·256·96 + 3·(4·96·96 + 2·96·96 + 3·96·5 + 2·96) + 96" },
    {
      preset: "cofrgenet-nano-cattnm",
      count: 149_376,
      formula: "2·256·96 + 3·(8·(96·4 + 128) + 96·96 + 2·96·96 + 3·96·5 + 2·96) + 96",
    },
  ],
  cost: [
    { preset: "cofrgenet-f-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "cofrgenet-f-nano", counter: "activationBytes", growth: "linear" },
    {
      preset: "cofrgenet-nano-cattnm",
      counter: "forwardFlops",
      growth: "quadratic",
      overrides: { "layers.attn.length": 2048 },
    },
  ],
  experiments: {
    quick: quickLook("CoFrGeNet-F against a GELU decoder, two-minute look", [
      { id: "gelu", title: "GELU decoder", preset: "lm-pico-gelu" },
      { id: "cofrgenet", title: "CoFrGeNet-F", preset: "cofrgenet-f-pico" },
    ]),
    fair: fairComparison("CoFrGeNet-F against a GELU decoder, with and without ladders, three seeds", [
      { id: "gelu", title: "GELU decoder", preset: "lm-nano-gelu" },
      { id: "cofrgenet", title: "CoFrGeNet-F", preset: "cofrgenet-f-nano" },
      { id: "cofrgenet-iso", title: "CoFrGeNet-F, equal parameters", preset: "cofrgenet-f-iso-nano" },
      { id: "no-ladders", title: "Linear map alone", preset: "cofrgenet-f-nano-no-ladders" },
    ]),
  },
};
