import type { ExperimentInput } from "../experiments/schema/experiment.ts";
import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

const armsOf = (size: "pico" | "nano", segment: number): ExperimentInput["arms"] => [
  {
    id: "block-local",
    title: `Block-local: segments of ${segment} without summaries`,
    preset: `block-local-${size}`,
    overrides: { "layers.attn.segment": segment },
  },
  {
    id: "combiner",
    title: `Combiner, segments of ${segment}`,
    preset: `combiner-fixed-${size}`,
    overrides: { "layers.attn.segment": segment },
  },
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
    note: "The fixed, log-n and row-major axial variants were read in the public code; equality with full attention and gradients are checked.",
  },
  ourReading: [
    "Rotary positions turn queries and keys before they are pooled.",
    "With fewer key/value heads than query heads, keys and values are repeated first.",
    "The length of a segment is a number of the document, near the root of the length it reads, so that text can be written token by token.",
    "Of the axial variants the row-major one is here: a row's summary at each column, and its key by two projections of it.",
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
    {
      preset: "combiner-axial-nano",
      title: "Rows, summarised by each column (axial)",
      note: "2·96² + 96 parameters more in every block.",
    },
  ],
  parameters: [
    { preset: "combiner-fixed-nano", count: 353_952, formula: "lm-nano's own: no new parameters" },
    { preset: "block-local-nano", count: 353_952, formula: "lm-nano's own" },
    { preset: "combiner-axial-nano", count: 409_536, formula: "lm-nano's own + 3·(2·96² + 96)" },
  ],
  cost: [
    { preset: "combiner-fixed-nano", counter: "forwardFlops", growth: "T sqrt T", root: "layers.attn.segment" },
    { preset: "combiner-log-nano", counter: "forwardFlops", growth: "T log T" },
    { preset: "lm-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "combiner-fixed-nano", counter: "activationBytes", growth: "linear" },
  ],
  experiments: {
    quick: quickLook("Combiner against block-local and full attention, two-minute look", armsOf("pico", 8), {
      match: "parameters",
      budget: { steps: 120 },
      evaluate: { every: 40, tokens: 50_000 },
    }),
    fair: fairComparison("Combiner against block-local and full attention, three seeds", armsOf("nano", 16), {
      match: "parameters",
      sequenceLength: 256,
      batch: 4,
      budget: { steps: 600 },
      evaluate: { every: 100, tokens: 50_000 },
    }),
  },
};
