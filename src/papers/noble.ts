import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "noble",
  title: "NOBLE",
  authors: "E. Smith",
  year: 2026,
  address: "https://arxiv.org/abs/2603.06492",
  code: "https://github.com/ethansmith2000/noble",
  kind: "projection replacement",
  evidence: { status: "code", note: "The author's repository was read; all gradients of the branch are checked." },
  ourReading: [
    "The learning-rate multiplier of the mixing matrix is applied; in the released code the optimizer may not see it.",
    "The baseline starts from NOBLE's initial weights too: about half of the gap to a plainly started decoder is these.",
  ],
  changes: "Adds a permanent low-rank branch with two cosines beside every matrix, trained from scratch.",
  claim: {
    sentence: "The baseline's loss in up to 32 % fewer steps for 4 % more parameters and 7 % longer steps.",
    published: [
      {
        metric: "steps to the baseline's best loss of 2.51",
        setting: "1.5 billion parameters; the slower end of the published range of 143,000 to 154,000",
        baseline: 196_000,
        candidate: 154_000,
      },
    ],
    atThisScale:
      "An independent run at the smallest size, 200 steps and three seeds, found 3.375 bits per byte for the plain decoder, 3.228 with NOBLE's initial weights and 3.124 with NOBLE, for 20 % more parameters: small models pay more for the branch.",
  },
  candidate: { preset: "noble-r8-nano", title: "NOBLE, rank 8" },
  baselines: [
    { preset: "noble-iso-nano", title: "Decoder with equal start and parameters" },
    { preset: "lm-nano-half-fan-in", title: "Decoder with equal start" },
    { preset: "lm-nano", title: "Decoder, plain start" },
  ],
  ablations: [
    { preset: "noble-nano-cos", title: "One cosine" },
    { preset: "noble-nano-gelu", title: "GELU in the branch" },
    { preset: "noble-nano-silu", title: "SiLU in the branch" },
    { preset: "noble-nano-gelu-net", title: "Two GELUs in the branch" },
    { preset: "noble-nano-linear", title: "A linear branch" },
    { preset: "noble-nano-no-multipliers", title: "Without learning-rate multipliers" },
    { preset: "noble-nano-zero-start", title: "Branch starting at zero" },
    { preset: "noble-nano-attention", title: "Branches in attention only" },
    { preset: "noble-nano-ffn", title: "Branches in the feed-forward network only" },
  ],
  sweep: {
    knob: "rank",
    documents: [
      { preset: "noble-r4-nano", title: "Rank 4" },
      { preset: "noble-r8-nano", title: "Rank 8" },
      { preset: "noble-r16-nano", title: "Rank 16" },
    ],
  },
  parameters: [
    {
      preset: "noble-r8-nano",
      count: 397_776,
      formula: "lm-nano's 353,952 + 3·(8·1,728 + 7·(6·8 + 8·8)), 1,728 the inputs and outputs of seven matrices",
    },
  ],
  cost: [
    { preset: "noble-r8-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "noble-r8-nano", counter: "activationBytes", growth: "linear" },
    { preset: "noble-r8-nano", counter: "stateFloats", growth: "linear" },
  ],
  experiments: {
    quick: quickLook("NOBLE against a decoder with its initial weights, two-minute look", [
      { id: "equal-start", title: "Decoder, equal start", preset: "lm-pico-half-fan-in" },
      { id: "noble", title: "NOBLE, rank 8", preset: "noble-r8-pico" },
    ]),
    fair: fairComparison(
      "NOBLE against a decoder with its initial weights and parameters, three seeds",
      [
        { id: "equal-start", title: "Decoder, equal start", preset: "noble-iso-nano" },
        { id: "noble", title: "NOBLE, rank 8", preset: "noble-r8-nano" },
      ],
      { match: "parameters" },
    ),
  },
};
