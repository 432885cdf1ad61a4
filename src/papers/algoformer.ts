import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

/** Trained with four passes, tested with fewer and more. */
const LOOPS = [1, 2, 3, 6, 12].map((loops) => ({
  title: `${loops} ${loops === 1 ? "loop" : "loops"}`,
  overrides: { "loop.times": loops },
}));

export const card: PaperCardInput = {
  slug: "algoformer",
  title: "On the Expressive Power of a Variant of the Looped Transformer",
  authors: "Y. Gao et al.",
  year: 2024,
  address: "https://arxiv.org/abs/2402.13572",
  kind: "residual topology",
  evidence: {
    status: "our reading",
    note: "The three parts are the abstract's; sizes, injection and the graded passes follow an earlier looped transformer.",
  },
  ourReading: [
    "What entered the loop is added again in every pass.",
    "Training grades the last passes, each behind the same post-transformer; evaluation uses the last pass alone.",
    "The card tests weight sharing on text, not the paper's regression tasks; the trained weights are tested with other numbers of loops too.",
  ],
  changes:
    "Puts a looped block, with one set of weights for all passes, between a pre-transformer and a post-transformer.",
  claim: {
    sentence:
      "With as many parameters, the three parts learn algorithms better than a standard stack and than a plain loop.",
    published: [],
    unpublished: "The paper's figures were not read, and its tasks are regressions in context, not text.",
    atThisScale:
      "An independent run at the smallest size with four loops found 3.281 against 3.339 bits per byte for the stack of equal parameters after 200 steps, and 2.950 against 2.922 after 500 (one seed each).",
  },
  candidate: { preset: "algo-nano", title: "One block before, one looped four times, one after" },
  baselines: [
    { preset: "lm-nano", title: "Three blocks", note: "Equal parameters." },
    { preset: "lm-nano-6-blocks", title: "Six blocks", note: "Equal work per token." },
    {
      preset: "looped-nano",
      title: "Three blocks, looped twice",
      note: "Equal parameters and work, no parts outside.",
    },
  ],
  ablations: [{ preset: "algo-nano-no-injection", title: "Input not added again" }],
  sweep: {
    knob: "loops",
    documents: [
      { preset: "algo-nano", title: "4 loops, 2 graded" },
      { preset: "algo-nano-10-loops", title: "10 loops, 5 graded" },
    ],
  },
  parameters: [
    { preset: "algo-nano", count: 353_952, formula: "2·256·96 + (1 + 1 + 1)·101,568 + 96, whatever the loops" },
    { preset: "algo-nano-10-loops", count: 353_952, formula: "2·256·96 + (1 + 1 + 1)·101,568 + 96" },
    { preset: "algo-pico", count: 100_944, formula: "2·256·48 + (1 + 1 + 1)·25,440 + 48" },
  ],
  cost: [
    { preset: "algo-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "algo-nano", counter: "stateFloats", growth: "linear" },
  ],
  experiments: {
    quick: quickLook("AlgoFormer against three plain blocks, two-minute look", [
      { id: "stack", title: "Three blocks", preset: "lm-pico-3-blocks" },
      { id: "algoformer", title: "AlgoFormer, four loops", preset: "algo-pico", tests: LOOPS },
    ]),
    fair: fairComparison("AlgoFormer against stacks and a plain loop, three seeds", [
      { id: "stack", title: "Three blocks: equal parameters", preset: "lm-nano" },
      { id: "algoformer", title: "AlgoFormer, four loops", preset: "algo-nano", tests: LOOPS },
      { id: "deep", title: "Six blocks: equal work", preset: "lm-nano-6-blocks" },
      { id: "looped", title: "Three blocks, looped twice", preset: "looped-nano" },
    ]),
  },
};
