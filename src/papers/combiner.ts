import type { ExperimentInput } from "../experiments/schema/experiment.ts";
import type { PaperCardInput } from "./card.ts";

const COMPARED = {
  schema: "bakeoff/experiment@1",
  kind: "compare",
  baseline: "block-local",
  match: "parameters",
  data: { id: "state-of-the-union", tokenizer: "byte" },
  learningRates: [0.008],
  samples: { prompt: "The ", tokens: 120, temperature: 0.8, topK: 40, seed: 1 },
} satisfies Partial<ExperimentInput>;

const armsOf = (size: "pico" | "nano"): ExperimentInput["arms"] => [
  { id: "block-local", title: "Block-local: segments without summaries", preset: `block-local-${size}` },
  { id: "combiner", title: "Combiner, equal segments", preset: `combiner-fixed-${size}` },
  { id: "full", title: "Full attention", preset: `lm-${size}` },
];

export const card: PaperCardInput = {
  slug: "combiner",
  title: "Combiner: Full Attention Transformer with Sparse Computation Cost",
  authors: "H. Ren, H. Dai, Z. Dai, M. Yang, J. Leskovec, D. Schuurmans, B. Dai",
  year: 2021,
  address: "https://arxiv.org/abs/2107.05768",
  code: "https://github.com/google-research/google-research/tree/master/combiner",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The fixed and log-n variants were read in the public code; equality with full attention and gradients are checked.",
  },
  ourReading: [
    "Rotary positions turn queries and keys before they are pooled.",
    "With fewer key/value heads than query heads, keys and values are repeated first.",
    "The axial variant is left out.",
  ],
  changes:
    "Attention sees its own segment token by token and every earlier region through one summary, a conditional expectation, all in one softmax.",
  claim: {
    sentence:
      "Every position reaches every earlier one at T sqrt T or T log T cost: better than the sparse pattern it extends, close to full attention.",
    published: [],
    unpublished:
      "The specification this was built from gives no table of the paper's; see the paper for its image and text results.",
    atThisScale:
      "At 64 tokens the three arms are not distinguishable: bits per byte after 500 steps 3.00 block-local, 3.04 Combiner, 3.00 full, one seed of an independent run. A gap needs longer runs, longer texts or a task with distance.",
  },
  candidate: { preset: "combiner-fixed-nano", title: "Combiner, equal segments" },
  baselines: [
    { preset: "block-local-nano", title: "Block-local", note: "The same segments without summaries." },
    { preset: "lm-nano", title: "Full attention" },
  ],
  ablations: [
    { preset: "combiner-log-nano", title: "Blocks that double (log-n)" },
    { preset: "combiner-mean-nano", title: "Mean pooling" },
  ],
  parameters: [
    { preset: "combiner-fixed-nano", count: 353_952, formula: "lm-nano's own: no new parameters" },
    { preset: "block-local-nano", count: 353_952, formula: "lm-nano's own" },
  ],
  cost: [
    { preset: "combiner-fixed-nano", counter: "forwardFlops", growth: "T sqrt T" },
    { preset: "combiner-log-nano", counter: "forwardFlops", growth: "T log T" },
    { preset: "lm-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "combiner-fixed-nano", counter: "activationBytes", growth: "linear" },
  ],
  experiments: {
    quick: {
      ...COMPARED,
      title: "Combiner against block-local and full attention, two-minute look",
      arms: armsOf("pico"),
      sequenceLength: 64,
      batch: 8,
      budget: { steps: 120 },
      seeds: [1],
      evaluate: { every: 40, tokens: 50_000 },
    },
    fair: {
      ...COMPARED,
      title: "Combiner against block-local and full attention, three seeds",
      arms: armsOf("nano"),
      sequenceLength: 256,
      batch: 4,
      budget: { steps: 600 },
      seeds: [1, 2, 3],
      evaluate: { every: 100, tokens: 50_000 },
    },
  },
};
