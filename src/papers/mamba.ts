import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "mamba",
  title: "Mamba",
  authors: "A. Gu, T. Dao",
  year: 2023,
  address: "https://arxiv.org/abs/2312.00752",
  code: "https://github.com/state-spaces/mamba",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The authors' code was read; scan and Mamba-2, forward and backward, sequential and in chunks, are checked in float64.",
  },
  ourReading: [
    "The setting without selection keeps one learned B and C for all channels and one time step a channel; the paper's ablation is not spelled out.",
    "Width 100 with four blocks is chosen so that Mamba has lm-nano's parameters within 2 %.",
  ],
  changes:
    "Replaces attention and feed-forward network by one block that carries a state along the sequence; time step, input and output of the state depend on the token.",
  claim: {
    sentence:
      "Work linear in the length, a state of constant size, 5 times a Transformer's generation throughput, and the quality of Transformers twice as large.",
    published: [
      {
        metric: "generation throughput, Transformer = 1",
        setting: "models of equal size, from the paper's abstract",
        baseline: 1,
        candidate: 5,
      },
    ],
    atThisScale:
      "An independent run at the smallest size and 200 steps found 2.82 bits per byte against 3.37 of the plain decoder, but 3.15 without the short convolution: most of the early lead is that filter, not selection. Without selection the loss on text is as good in the first steps; tasks that need copying would tell them apart.",
  },
  candidate: { preset: "mamba-nano", title: "Mamba, 4 blocks of width 100" },
  baselines: [{ preset: "lm-nano", title: "RoPE decoder, 3 layers" }],
  ablations: [
    { preset: "mamba2-nano", title: "Mamba-2, 5 blocks", note: "One decay for each head: maps to matrix products." },
    { preset: "mamba-nano-lti", title: "Nothing selected (LTI)" },
    { preset: "mamba-nano-conv-1", title: "Without the short convolution" },
    { preset: "mamba-nano-conv-2", title: "A convolution of two tokens" },
    { preset: "mamba-nano-state-4", title: "Four memory cells a channel" },
    { preset: "mamba-nano-long-memory", title: "Shorter initial time steps" },
    { preset: "mamba-hybrid-nano", title: "Every third layer attention" },
  ],
  parameters: [
    {
      preset: "mamba-nano",
      count: 346_900,
      formula: "2·256·100 + 4·(3·100·200 + 200·4 + 200·39 + 7·200 + 200·16 + 3·200 + 100) + 100",
    },
    {
      preset: "mamba2-nano",
      count: 351_098,
      formula: "2·256·96 + 5·(96·(2·192 + 32 + 6) + 224·5 + 3·6 + 192 + 192·96 + 96) + 96",
    },
    {
      preset: "mamba-nano-lti",
      count: 310_228,
      formula: "2·256·100 + 4·(3·100·200 + 200·4 + 200·16 + 3·200 + 2·16 + 100) + 100",
    },
    { preset: "mamba-hybrid-nano", count: 355_584, formula: "2·256·96 + 3·(68,160 + 96) + 101,568 + 96" },
  ],
  cost: [
    { preset: "mamba-nano", counter: "forwardFlops", growth: "linear" },
    { preset: "mamba-nano", counter: "trainingFlops", growth: "linear" },
    { preset: "mamba-nano", counter: "activationBytes", growth: "linear" },
    { preset: "mamba-nano", counter: "stateFloats", growth: "constant" },
    { preset: "mamba2-nano", counter: "trainingFlops", growth: "linear" },
    { preset: "lm-nano", counter: "forwardFlops", growth: "quadratic" },
  ],
  experiments: {
    quick: quickLook(
      "Mamba against a RoPE decoder, two-minute look",
      [
        { id: "decoder", title: "RoPE decoder", preset: "lm-pico" },
        { id: "mamba", title: "Mamba", preset: "mamba-pico" },
      ],
      { budget: { steps: 100 } },
    ),
    fair: fairComparison(
      "Mamba and Mamba-2 against a RoPE decoder, three seeds",
      [
        { id: "decoder", title: "RoPE decoder", preset: "lm-nano" },
        { id: "mamba", title: "Mamba", preset: "mamba-nano" },
        { id: "mamba2", title: "Mamba-2", preset: "mamba2-nano" },
      ],
      { match: "parameters" },
    ),
  },
};
