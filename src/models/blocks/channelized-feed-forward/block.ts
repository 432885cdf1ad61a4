import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { attention } from "../attention/block.ts";
import { featuresRead } from "../input-shape.ts";
import { mixedAttention } from "../mixed-attention/block.ts";

const { heads } = attention.knobs.shape;
const { ablate } = mixedAttention.knobs.shape;

export const channelizedFeedForward = defineBlock({
  kind: "channelized-feed-forward",
  version: 1,
  title: "Channelized feed-forward",
  role: "ffn",
  glyph: "channel-mixer",
  summary: "A GELU network over the whole vector, or one for each head's channels alone.",
  knobs: z.strictObject({
    hidden: integerKnob({
      title: "Hidden width",
      help: "Channels between the two projections; the paper takes four times the width.",
      minimum: 1,
      maximum: 65_536,
      default: 384,
    }),
    channels: choiceKnob({
      title: "Channels",
      help: "Dense reads and writes all channels; independent keeps each head's channels to themselves.",
      choices: ["dense", "independent"],
      default: "dense",
    }),
    heads,
    ablate,
  }),
  shown: ["hidden", "channels"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The update of each token." }],
  citations: [{ text: "Kerce and Fox 2026, The Dual-Stream Transformer", address: "https://arxiv.org/abs/2603.07461" }],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs);
    if (knobs.channels === "dense") return [input];
    for (const [field, extent] of [
      ["heads", input.width],
      ["hidden", knobs.hidden],
    ] as const) {
      if (extent % knobs.heads === 0) continue;
      const legal = field === "heads" ? nearestDivisors(extent, knobs.heads) : nearestMultiples(extent, knobs.heads);
      throw new Refusal(
        `${knobs.heads} heads do not divide the ${field === "heads" ? "width" : "hidden width"} ${extent}; the nearest legal values are ${listText(legal)}.`,
        field,
        legal[0],
      );
    }
    return [input];
  },
});

/** Multiples of `heads` next to `extent`. */
function nearestMultiples(extent: number, heads: number): readonly number[] {
  const below = Math.floor(extent / heads) * heads;
  return [below, below + heads].filter((multiple) => multiple > 0);
}
