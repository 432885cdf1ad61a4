import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { feedForward } from "../feed-forward/block.ts";
import { featuresRead } from "../input-shape.ts";
import { BRANCH_KNOBS, checkBranch } from "../noble-attention/branch-knobs.ts";

const { hidden, activation } = feedForward.knobs.shape;

export const nobleFeedForward = defineBlock({
  kind: "noble-feed-forward",
  version: 1,
  title: "NOBLE feed-forward",
  role: "ffn",
  glyph: "channel-mixer",
  summary: "A feed-forward network with a permanent non-linear low-rank branch beside each of its matrices.",
  knobs: z.strictObject({ hidden, activation, ...BRANCH_KNOBS }),
  shown: ["rank", "nonlinearity"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The update of each token." }],
  citations: [
    {
      text: "Smith 2026, NOBLE: Accelerating Transformers with Nonlinear Low-Rank Branches",
      address: "https://arxiv.org/abs/2603.06492",
    },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs);
    checkBranch(knobs, Math.min(input.width, knobs.hidden));
    return [input];
  },
});
