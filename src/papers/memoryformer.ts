import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "memoryformer",
  title: "MemoryFormer",
  authors: "N. Ding et al.",
  year: 2024,
  address: "https://arxiv.org/abs/2411.12992",
  code: "https://github.com/C0-Design/MemoryFormer",
  kind: "projection replacement",
  evidence: {
    status: "code",
    note: "The released training code and its smallest configuration were read; gradients of both scores are checked.",
  },
  ourReading: [
    "Tables do not decay: rows that no token hits would only shrink.",
    "The default score is that of the released code, probability of the corner times the size of the chunk; the paper's is a knob.",
    "Four bits a chunk instead of eight, so that tables fit a browser.",
  ],
  changes:
    "Replaces queries, keys, values and the feed-forward network by tables: the signs of each group of channels pick a row, and the rows are added.",
  claim: {
    sentence:
      "Almost all multiplications outside attention's own products go away, while parameters grow, at the quality of a dense model.",
    published: [],
    unpublished: "No figure beyond the abstract was read, so none is quoted.",
    atThisScale:
      "The dense decoder of width 44 does as many multiply-adds per token; the one of width 96 is the quality to reach. An independent run at the smallest size found 3.01 bits per byte against 3.37 of the plain decoder at 200 steps, with 2.4 times its parameters.",
  },
  candidate: { preset: "memoryformer-nano", title: "MemoryFormer, 4 bits a chunk" },
  baselines: [
    {
      preset: "lm-nano-gelu-matched-work",
      title: "Dense decoder of equal work",
      note: "Matched in multiply-adds per token, not in parameters.",
    },
    { preset: "lm-nano-gelu", title: "Dense decoder of equal width" },
  ],
  ablations: [
    { preset: "memoryformer-nano-paper-score", title: "The paper's score" },
    { preset: "memoryformer-nano-qkv", title: "Tables for queries, keys and values only" },
    { preset: "memoryformer-nano-ffn", title: "Tables for the feed-forward network only" },
    { preset: "memoryformer-nano-dense-output", title: "A dense output matrix after attention" },
  ],
  sweep: {
    knob: "bits",
    documents: [
      { preset: "memoryformer-nano-bits-2", title: "2 bits" },
      { preset: "memoryformer-nano-bits-3", title: "3 bits" },
      { preset: "memoryformer-nano", title: "4 bits" },
      { preset: "memoryformer-nano-bits-6", title: "6 bits" },
    ],
  },
  parameters: [
    {
      preset: "memoryformer-nano",
      count: 992_304,
      formula: "2·256·96 + 3·314,352 + 96; tables of 24 chunks: 3·24·16·96 for q, k, v, 24·16·144 and 24·64·96 behind",
    },
  ],
  cost: [
    { preset: "memoryformer-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "memoryformer-nano", counter: "activationBytes", growth: "linear" },
    { preset: "memoryformer-nano", counter: "stateFloats", growth: "linear" },
  ],
  experiments: {
    quick: quickLook("MemoryFormer against a dense decoder, two-minute look", [
      { id: "dense", title: "Dense decoder", preset: "lm-pico-gelu" },
      { id: "memoryformer", title: "MemoryFormer", preset: "memoryformer-pico" },
    ]),
    fair: fairComparison("MemoryFormer against dense decoders of equal work and of equal width, three seeds", [
      { id: "equal-work", title: "Dense, equal work", preset: "lm-nano-gelu-matched-work" },
      { id: "memoryformer", title: "MemoryFormer", preset: "memoryformer-nano" },
      { id: "equal-width", title: "Dense, equal width", preset: "lm-nano-gelu" },
    ]),
  },
};
