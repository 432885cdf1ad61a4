import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, toggleKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { mapRead } from "../map-shape.ts";

export const frequencyMixer = defineBlock({
  kind: "frequency-mixer",
  version: 1,
  title: "Frequency mixer",
  role: "mix",
  glyph: "token-mixer",
  summary:
    "Low frequencies by attention with fewer keys, high ones by a convolution of what attention gave, a band between by their difference.",
  knobs: z.strictObject({
    width: integerKnob({
      title: "Width",
      help: "Channels that it makes; those above the width read are the high-frequency path's.",
      minimum: 1,
      maximum: 16_384,
      default: 64,
    }),
    headWidth: integerKnob({
      title: "Head width",
      help: "Channels of a head of attention; as many heads as fit, rounded down to what divides the width read.",
      minimum: 1,
      maximum: 1024,
      default: 16,
    }),
    reduction: integerKnob({
      title: "Reduction",
      help: "Keys and values come from a map whose sides are so many times smaller.",
      minimum: 1,
      maximum: 16,
      default: 2,
    }),
    band: toggleKnob({
      title: "Band path",
      help: "Adds a middle-frequency path, whose share starts at 0.",
      default: true,
    }),
    merged: toggleKnob({
      title: "Merged",
      help: "One convolution in place of the branches that reduce keys and values: the form that is deployed.",
      default: false,
    }),
  }),
  shown: ["width", "reduction"],
  reads: [{ name: "u", help: "A map: the low-frequency channels." }],
  writes: [{ name: "z", help: "A map of the given width." }],
  citations: [{ text: "Tan et al. 2023, FMViT (our reading)", address: "https://arxiv.org/abs/2311.05707" }],
  shapes({ knobs, inputs }) {
    const input = mapRead(inputs);
    const { width, reduction } = knobs;
    if (width < input.width) {
      throw new Refusal(
        `its width ${width} is below the ${input.width} channels of the low path; use ${input.width} or more.`,
        "width",
        input.width,
      );
    }
    for (const side of [input.height, input.columns]) {
      if (side % reduction === 0) continue;
      const legal = nearestDivisors(input.height === input.columns ? side : 1, reduction);
      throw new Refusal(
        `a reduction of ${reduction} does not divide a map of ${input.height} x ${input.columns}; it may be ${listText(legal)}.`,
        "reduction",
        legal[0],
      );
    }
    return [features([input.height, input.columns], width)];
  },
});

/** Runs of a width that channels are cut into: as many as fit, one at least, rounded down to what divides the channels. */
export function runsOf(channels: number, width: number): number {
  let runs = Math.max(1, Math.floor(channels / width));
  while (channels % runs !== 0) runs--;
  return runs;
}
