import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "macaron",
  title: "Understanding and Improving Transformer From a Multi-Particle Dynamic System Point of View",
  authors: "Y. Lu et al.",
  year: 2019,
  address: "https://arxiv.org/abs/1906.02762",
  code: "https://github.com/zhuohan123/macaron-net",
  kind: "residual topology",
  evidence: {
    status: "code",
    note: "Order, factor and halved widths are those of the authors' code; the orders of both splittings were checked numerically.",
  },
  ourReading: [
    "Norms stand before the sub-layers; the arm with norms behind the sums is an ablation.",
    "The other splitting schemes, and the second network tied to the first, are ours.",
  ],
  changes:
    "Splits the feed-forward network of a block into two of half the width, one before and one after attention, each added with a factor of one half.",
  claim: {
    sentence:
      "Half feed-forward, attention, half feed-forward is better than attention, feed-forward at equal parameters.",
    published: [],
    unpublished: "The paper's tables of translation and BERT results were not read, so no figure is restated here.",
    atThisScale:
      "A gain was not seen at the smallest size: 3.381 against 3.375 bits per byte after 200 steps in an independent run of three seeds (standard deviation of one run 0.04). The argument from numerical order needs parts that are solved better than by one step each, which is what a layer is: then both splittings are of first order.",
  },
  candidate: { preset: "macaron-nano", title: "Half feed-forward, attention, half feed-forward" },
  baselines: [{ preset: "lm-nano", title: "Attention, feed-forward", note: "One norm a block fewer." }],
  ablations: [
    { preset: "splitting-nano-factor-1", title: "Whole updates instead of halves" },
    { preset: "splitting-nano-full-width", title: "Both networks of full width", note: "More parameters." },
    { preset: "splitting-nano-post-norm", title: "Norms behind the sums" },
  ],
  sweep: {
    knob: "splitting scheme",
    documents: [
      { preset: "splitting-nano-lie-ffn-first", title: "Feed-forward, attention" },
      { preset: "splitting-nano-strang-attention-outside", title: "Half attention, feed-forward, half attention" },
      { preset: "splitting-nano-parallel", title: "Both on one input" },
      { preset: "splitting-nano-shared-strang", title: "One feed-forward network, used twice" },
    ],
  },
  parameters: [
    { preset: "macaron-nano", count: 354_240, formula: "353,952 of LM-base + 3·96" },
    { preset: "macaron-micro", count: 799_968, formula: "799,584 of LM-base + 4·96" },
  ],
  cost: [
    { preset: "macaron-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "macaron-nano", counter: "stateFloats", growth: "linear" },
  ],
  diagnostics: ["splitting-order"],
  experiments: {
    quick: quickLook("Macaron against attention first, two-minute look", [
      { id: "lm-base", title: "Attention, feed-forward", preset: "lm-pico" },
      { id: "macaron", title: "Macaron", preset: "macaron-pico" },
    ]),
    fair: fairComparison("Splitting schemes against attention first, three seeds", [
      { id: "lm-base", title: "Attention, feed-forward", preset: "lm-nano" },
      { id: "macaron", title: "Macaron", preset: "macaron-nano" },
      { id: "ffn-first", title: "Feed-forward, attention", preset: "splitting-nano-lie-ffn-first" },
      { id: "attention-outside", title: "Half attention outside", preset: "splitting-nano-strang-attention-outside" },
      { id: "parallel", title: "Both on one input", preset: "splitting-nano-parallel" },
      { id: "shared", title: "One network twice", preset: "splitting-nano-shared-strang" },
    ]),
  },
};
