import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "tokenformer",
  title: "TokenFormer",
  authors: "H. Wang et al.",
  year: 2024,
  address: "https://arxiv.org/abs/2410.23168",
  code: "https://github.com/Haiyang-W/TokenFormer",
  kind: "projection replacement",
  evidence: {
    status: "code",
    note: "The authors' code was read; gradients of all normalisers and the equality at growth are checked.",
  },
  ourReading: [
    "The factor of the scores is kept at its value of creation when tokens are appended: recomputed from the new number it would change the output.",
    "All of a head's channels are turned by rotary positions; the authors turn a quarter.",
  ],
  changes:
    "Every projection becomes attention over learned key and value tokens, so that a model grows by appending tokens.",
  claim: {
    sentence:
      "A model grown from 124 million to 1.4 billion parameters reaches one trained from scratch at a fraction of the cost.",
    published: [],
    unpublished:
      "The published curves start at 124 million parameters; no pair of numbers was read that a browser's scale could be held against.",
    atThisScale:
      "The quick comparison is of the block itself at equal parameters: an independent run at the smallest size found 3.146 bits per byte after 200 steps against 3.312 of a narrower dense decoder. The fair experiment grows a model in three stages and holds it against the large one trained from scratch on as many tokens; the operations axis of the curves shows what growing saves. It has not been run here yet.",
  },
  candidate: { preset: "tokenformer-nano", title: "TokenFormer" },
  baselines: [
    {
      preset: "lm-nano-gelu-wide",
      title: "Dense decoder, as many weights",
      note: "A GELU network of six times the width: 16 C² weights a block.",
    },
    { preset: "lm-nano-gelu", title: "Dense decoder, four times the width" },
  ],
  ablations: [
    { preset: "tokenformer-nano-gelu-l2-norm", title: "Norm behind the GELU" },
    { preset: "tokenformer-nano-softmax", title: "Softmax over the tokens", note: "Cannot grow without loss." },
  ],
  sweep: {
    knob: "tokens of the feed-forward part, grown from 48",
    documents: [
      { preset: "tokenformer-grow-48", title: "48 tokens" },
      { preset: "tokenformer-grow-96", title: "96 tokens" },
      { preset: "tokenformer-grow-192", title: "192 tokens" },
    ],
  },
  parameters: [
    {
      preset: "tokenformer-nano",
      count: 491_712,
      formula:
        "2·256·96 + 3·16·96·96 + 2·96: n·(in + out) for each of q, k, v, output (n = 96) and the feed-forward part (n = 384)",
    },
  ],
  cost: [
    { preset: "tokenformer-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "tokenformer-nano", counter: "activationBytes", growth: "linear" },
    { preset: "tokenformer-nano", counter: "stateFloats", growth: "linear" },
  ],
  experiments: {
    quick: quickLook("TokenFormer against a dense decoder of equal parameters, two-minute look", [
      { id: "dense", title: "Dense decoder", preset: "lm-pico-gelu-wide" },
      { id: "tokenformer", title: "TokenFormer", preset: "tokenformer-pico" },
    ]),
    fair: fairComparison(
      "TokenFormer grown from 48 to 192 feed-forward tokens against the large one from scratch, three seeds",
      [
        {
          id: "scratch",
          title: "192 tokens from scratch",
          preset: "tokenformer-grow-192",
          // Zero keys are how a model grows; one that starts at this size draws all its keys.
          overrides: { "layers.ffn.newKeys": "small" },
        },
        {
          id: "grown",
          title: "Grown: 48, 96, 192 tokens",
          preset: "tokenformer-grow-48",
          segments: [
            { at: 1 / 3, preset: "tokenformer-grow-96" },
            { at: 2 / 3, preset: "tokenformer-grow-192" },
          ],
        },
        { id: "dense", title: "Dense decoder, as many weights as TokenFormer pico", preset: "lm-pico-gelu-wide" },
      ],
      { match: "tokens", sequenceLength: 64, budget: { steps: 600 } },
    ),
  },
};
