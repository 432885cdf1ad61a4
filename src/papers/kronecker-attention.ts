import type { ExperimentInput } from "../experiments/schema/experiment.ts";
import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

const ARMS: ExperimentInput["arms"] = [
  { id: "lm-base", title: "LM-base", preset: "lm-pico" },
  { id: "triples", title: "Attention over pairs", preset: "tri-lm-pico" },
];

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
      "A text of 64 bytes holds few correlations of exactly three tokens, so no gain over LM-base of the same parameters is promised; the exact form costs several times the time. The series is held against the exact form by tests, not by this experiment.",
  },
  candidate: { preset: "tri-lm-pico", title: "Attention over pairs" },
  baselines: [{ preset: "lm-pico", title: "LM-base, as many parameters" }],
  ablations: [
    { preset: "tri-lm-pico-polynomial", title: "Series up to degree 2, entries held at 1" },
    { preset: "tri-lm-pico-from-triples", title: "Not started as ordinary attention" },
    { preset: "tri-lm-pico-order-2", title: "Ordinary attention, normalised queries and keys" },
  ],
  parameters: [
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
    quick: quickLook("Attention over pairs against LM-base, two-minute look", ARMS, {
      match: "parameters",
      batch: 4,
      budget: { steps: 100 },
      evaluate: { every: 25, tokens: 10_000 },
    }),
    fair: fairComparison("Attention over pairs against LM-base, three seeds", ARMS, {
      match: "parameters",
      sequenceLength: 64,
      budget: { steps: 500 },
    }),
  },
};
