import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "dual-stream",
  title: "The Dual-Stream Transformer: Channelized Architecture for Interpretable Language Modeling",
  authors: "Kerce, Fox",
  year: 2026,
  address: "https://arxiv.org/abs/2603.07461",
  kind: "residual topology",
  evidence: {
    status: "abstract",
    note: "Claims are from the abstract; the split of the streams and the Kronecker map were seen in public code of a related model. Equality with the dense map and all gradients are checked.",
  },
  ourReading: [
    "The rungs between independent and dense heads, and norms per head by default, are our reading.",
    "Mixing matrices start at the identity plus noise, for the output at a tenth of it; the related code draws them purely at random.",
    "The merged baseline makes its values of the normalised stream, as ordinary Transformers do.",
    "Ablating a stream leaves its updates out; a look inside a trained network also replaces them by their mean over the windows.",
  ],
  changes:
    "Splits the residual stream in two: attention writes a token stream, the feed-forward network a context stream, and heads exchange only as much as a small matrix lets them.",
  claim: {
    sentence:
      "Independent heads cost 8 % validation loss and Kronecker mixing 2.5 % against dense heads, and models still work with attention scores multiplied by up to 16.",
    published: [
      {
        metric: "validation loss, dense heads = 1",
        setting: "29 M parameters, Kronecker mixing",
        baseline: 1,
        candidate: 1.025,
      },
      {
        metric: "validation loss, dense heads = 1",
        setting: "29 M parameters, independent heads",
        baseline: 1,
        candidate: 1.08,
      },
    ],
    atThisScale:
      "An independent run at the smallest size found a loss of 2.895 with dense heads, 2.895 with Kronecker mixing and 2.932 with independent heads after 500 steps (one seed), so only independent heads stood apart. Scores times 16 cost 1.6 % (Kronecker) and 2.2 % (dense) there, much less than the 16 to 27 % of the paper.",
  },
  candidate: { preset: "dual-stream-kronecker-nano", title: "Two streams, Kronecker heads" },
  baselines: [
    {
      preset: "dual-stream-dense-nano",
      title: "Two streams, dense heads",
      note: "As the paper compares: equal width, more parameters.",
    },
    { preset: "single-stream-nano", title: "One stream, dense heads" },
  ],
  ablations: [
    { preset: "dual-stream-nano-global-norm", title: "One norm over the whole vector" },
    { preset: "dual-stream-nano-values-of-both", title: "Values from both streams" },
    { preset: "dual-stream-nano-norm-value", title: "Values normalised" },
    { preset: "dual-stream-nano-mixed-everywhere", title: "Queries and keys mixed too" },
    { preset: "dual-stream-nano-alibi", title: "Linear biases for positions" },
    { preset: "dual-stream-nano-independent-ffn", title: "Feed-forward networks of each head alone" },
    { preset: "dual-stream-nano-amplify-4", title: "Attention scores times 4 when evaluated" },
    {
      preset: "dual-stream-nano-amplify-16",
      title: "Attention scores times 16 when evaluated",
      note: "Paper: 16 to 27 % more loss.",
    },
    {
      preset: "dual-stream-nano-ablate-token",
      title: "Evaluated without token updates",
      note: "A second-hand figure: 36 % more loss.",
    },
    {
      preset: "dual-stream-nano-ablate-context",
      title: "Evaluated without context updates",
      note: "A second-hand figure: 9.5 % more loss.",
    },
  ],
  sweep: {
    knob: "mixing",
    documents: [
      { preset: "dual-stream-identity-nano", title: "Identity" },
      { preset: "dual-stream-independent-nano", title: "Independent" },
      { preset: "dual-stream-kronecker-nano", title: "Kronecker" },
      { preset: "dual-stream-kronecker-local-nano", title: "Kronecker and local" },
      { preset: "dual-stream-dense-nano", title: "Dense" },
    ],
  },
  parameters: [
    { preset: "dual-stream-kronecker-nano", count: 301_944, formula: "256·96 + 3·(10·96² + 2·6² + 2·96) + 96" },
    { preset: "dual-stream-independent-nano", count: 310_944, formula: "256·96 + 3·(10·96² + 2·96²/6 + 2·96) + 96" },
    { preset: "dual-stream-dense-nano", count: 357_024, formula: "256·96 + 3·(12·96² + 2·96) + 96" },
    { preset: "dual-stream-kronecker-micro", count: 566_400, formula: "2048·96 + 4·(10·96² + 2·6² + 2·96) + 96" },
  ],
  cost: [
    { preset: "dual-stream-kronecker-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "dual-stream-kronecker-nano", counter: "stateFloats", growth: "linear" },
    { preset: "dual-stream-kronecker-nano", counter: "activationBytes", growth: "linear" },
  ],
  diagnostics: ["two-streams"],
  experiments: {
    quick: quickLook("Two streams with Kronecker and dense heads, two-minute look", [
      { id: "dense", title: "Dense heads", preset: "dual-stream-dense-pico" },
      { id: "kronecker", title: "Kronecker heads", preset: "dual-stream-kronecker-pico" },
    ]),
    fair: fairComparison("The ladder of head mixing in two streams, three seeds", [
      { id: "dense", title: "Dense heads", preset: "dual-stream-dense-nano" },
      { id: "independent", title: "Independent heads", preset: "dual-stream-independent-nano" },
      { id: "single", title: "One stream, dense heads", preset: "single-stream-nano" },
      { id: "kronecker", title: "Kronecker heads", preset: "dual-stream-kronecker-nano" },
    ]),
  },
};
