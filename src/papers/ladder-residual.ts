import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "ladder-residual",
  title: "Ladder-residual: parallelism-aware architecture for accelerating large model inference",
  authors: "M. Zhang et al.",
  year: 2025,
  address: "https://arxiv.org/abs/2501.06589",
  code: "https://github.com/mayank31398/ladder-residual-inference",
  kind: "residual topology",
  evidence: {
    status: "code",
    note: "The authors' form with two queues was checked to be equal to the recurrence that is used here.",
  },
  ourReading: ["Streams three and four sub-layers old continue the idea beyond the paper."],
  changes:
    "Lets each sub-layer read the residual stream without the output of the sub-layer just before it, so that this output can still be on its way between devices.",
  claim: {
    sentence:
      "About 30 % faster inference on eight devices, with models trained from scratch comparable to the standard.",
    published: [
      {
        metric: "inference speed, standard = 1",
        setting: "8 B parameters, tensor parallelism over eight devices",
        baseline: 1,
        candidate: 1.29,
      },
    ],
    atThisScale:
      "One device gains no speed; what can be tested is the price in quality. An independent run at the smallest size with four blocks found none after 200 steps (3.341 and 3.341 bits per byte) and 3.038 against 2.875 after 500 (one seed), so the paper's small cost was not seen there. The third arm trains the standard network for 70 % of the steps and then lets the last two blocks read the older stream.",
  },
  candidate: { preset: "ladder-nano", title: "Ladder, four blocks" },
  baselines: [{ preset: "lm-nano-4-blocks", title: "Standard, four blocks", note: "The same weights and work." }],
  ablations: [
    { preset: "ladder-nano-last-half", title: "Ladder in the last two blocks only" },
    { preset: "parallel-nano-4-blocks", title: "Attention and feed-forward on one input" },
  ],
  sweep: {
    knob: "skip",
    documents: [
      { preset: "lm-nano-4-blocks", title: "1: standard" },
      { preset: "ladder-nano", title: "2: ladder" },
      { preset: "ladder-nano-skip-3", title: "3" },
      { preset: "ladder-nano-skip-4", title: "4" },
    ],
  },
  parameters: [
    { preset: "ladder-nano", count: 455_520, formula: "2·256·96 + 4·101,568 + 96, as without the ladder" },
    { preset: "ladder-mini", count: 3_196_608, formula: "2·4096·192 + 4·405,888 + 192, as without the ladder" },
  ],
  cost: [
    { preset: "ladder-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "ladder-nano", counter: "stateFloats", growth: "linear" },
  ],
  diagnostics: ["sublayer-chain"],
  experiments: {
    quick: quickLook("Ladder against the standard stream, two-minute look", [
      { id: "standard", title: "Standard, four blocks", preset: "lm-pico-4-blocks" },
      { id: "ladder", title: "Ladder, four blocks", preset: "ladder-pico" },
    ]),
    fair: fairComparison("Ladder against the standard stream, three seeds", [
      { id: "standard", title: "Standard, four blocks", preset: "lm-nano-4-blocks" },
      { id: "ladder", title: "Ladder, four blocks", preset: "ladder-nano" },
      {
        id: "converted",
        title: "Standard, its last half a ladder from 70 % of the steps on",
        preset: "lm-nano-4-blocks",
        segments: [{ at: 0.7, preset: "ladder-nano-last-half" }],
      },
    ]),
  },
};
