import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const seriesPatches = defineBlock({
  kind: "series-patches",
  version: 1,
  title: "Patches of time",
  role: "cut",
  glyph: "in-out",
  summary:
    "Cuts each vector of time steps into overlapping patches, each a vector of its own; the last value fills up the end.",
  knobs: z.strictObject({
    patch: integerKnob({ title: "Patch", help: "Steps of one patch.", minimum: 1, maximum: 512, default: 16 }),
    stride: integerKnob({
      title: "Stride",
      help: "Steps from one patch to the next; the end is continued by so many copies of the last value.",
      minimum: 1,
      maximum: 512,
      default: 8,
    }),
  }),
  shown: ["patch", "stride"],
  reads: [{ name: "x", help: "Vectors whose channels are time steps." }],
  writes: [{ name: "y", help: "A row of patches for each vector." }],
  citations: [
    {
      text: "Nie et al. 2022, A Time Series is Worth 64 Words (PatchTST)",
      address: "https://arxiv.org/abs/2211.14730",
    },
  ],
  shapes({ knobs: { patch, stride }, inputs }) {
    const { positions, width } = featuresRead(inputs);
    if (patch > width)
      throw new Refusal(`a patch of ${patch} steps is longer than the series of ${width}.`, "patch", width);
    return [features([...positions, patchCount(width, patch, stride)], patch)];
  },
});

/** Patches of a series of `steps` that was continued by `stride` values. */
export function patchCount(steps: number, patch: number, stride: number): number {
  return Math.floor((steps - patch) / stride) + 2;
}
