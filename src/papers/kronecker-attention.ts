import type { ExperimentInput } from "../experiments/schema/experiment.ts";
import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

const ARMS: ExperimentInput["arms"] = [
  { id: "softmax", title: "Softmax attention, one layer", preset: "triple-softmax" },
  { id: "softmax-2", title: "Softmax attention, two layers", preset: "triple-softmax-2" },
  { id: "triples", title: "Attention over pairs, one layer", preset: "triple-tensor" },
];

/** The task whose answer hangs on three numbers at once; its rows hold five. */
const TRIPLES: Partial<ExperimentInput> = {
  data: { id: "triple-match", tokenizer: "byte" },
  samples: undefined,
  sequenceLength: 5,
  batch: 64,
};

export const card: PaperCardInput = {
  slug: "kronecker-attention",
  title: "How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to Kronecker Computation",
  authors: "J. Alman, Z. Song",
  year: 2023,
  address: "https://arxiv.org/abs/2310.04064",
  kind: "token mixer",
  evidence: {
    status: "abstract",
    note: "The abstract and the standard definition; gradients, the reductions to ordinary attention and the series were checked in double precision.",
  },
  ourReading: [
    "The task of the experiments: five numbers below 16, and at each whether two of them complete it to a sum that 16 divides. The paper proves what attention can tell; it trains nothing.",
    "The causal form and its use in a language model: the paper treats the operator alone.",
    "Queries and both keys are RMS-normalised per head, and rotary positions turn queries and first keys only.",
    "The second key and value start near 1, so that training starts from ordinary attention.",
  ],
  changes:
    "Lets a token attend to pairs of tokens: keys and values are Kronecker products of two sets, and one softmax weight relates three tokens.",
  claim: {
    sentence:
      "Attention over pairs captures correlations of three tokens that ordinary attention cannot, and has an almost linear approximation while entries stay below about the cube root of ln T.",
    published: [],
    unpublished: "The paper is theoretical: it proves bounds on time and reports no trained model.",
    atThisScale:
      "An independent run of this task (1,200 steps, one seed) answered 99.98 % rightly with one layer over pairs (15,010 parameters), 86.0 % with one layer of softmax (12,962) and 97.3 % with two (25,314). A text holds few correlations of exactly three tokens, so the language models here promise no gain. The series is held against the exact form by tests, not by this experiment.",
  },
  candidate: { preset: "triple-tensor", title: "Attention over pairs, one layer" },
  baselines: [
    {
      preset: "triple-softmax",
      title: "Softmax attention, one layer",
      note: "The same frame: 2,048 parameters fewer.",
    },
    { preset: "triple-softmax-2", title: "Softmax attention, two layers" },
    { preset: "lm-pico", title: "LM-base", note: "As many parameters as the language model over pairs." },
  ],
  ablations: [
    { preset: "tri-lm-pico", title: "Language model over pairs" },
    { preset: "tri-lm-pico-polynomial", title: "Series up to degree 2, entries held at 1" },
    { preset: "tri-lm-pico-from-triples", title: "Not started as ordinary attention" },
    { preset: "tri-lm-pico-order-2", title: "Ordinary attention, normalised queries and keys" },
  ],
  parameters: [
    {
      preset: "triple-tensor",
      count: 15_010,
      formula: "16·32 + 6·32·32 + 2·32·128 + 3·32 + 2·32 + 2",
    },
    { preset: "triple-softmax", count: 12_962, formula: "16·32 + 4·32·32 + 2·32·128 + 3·32 + 2·32 + 2" },
    { preset: "triple-softmax-2", count: 25_314, formula: "16·32 + 2·(4·32·32 + 2·32·128 + 2·32) + 32 + 2·32 + 2" },
    {
      preset: "tri-lm-pico",
      count: 75_504,
      formula: "2·256·48 + 2·(6·48·24 + 3·48·128 + 2·48) + 48, the same as lm-pico",
    },
  ],
  cost: [
    { preset: "tri-lm-pico-polynomial", counter: "forwardFlops", growth: "linear" },
    { preset: "tri-lm-pico-polynomial", counter: "stateFloats", growth: "constant" },
  ],
  experiments: {
    quick: quickLook("Triples that sum to zero: attention over pairs against softmax, two-minute look", ARMS, {
      ...TRIPLES,
      learningRates: [0.003],
      budget: { steps: 400 },
      evaluate: { every: 50, tokens: 20_000 },
    }),
    fair: fairComparison("Triples that sum to zero: attention over pairs against softmax, three seeds", ARMS, {
      ...TRIPLES,
      learningRates: [0.0015, 0.003, 0.006],
      budget: { steps: 1200 },
      evaluate: { every: 100, tokens: 50_000 },
    }),
  },
};
