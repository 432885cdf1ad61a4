import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { featuresRead } from "../input-shape.ts";

export const squeezeExcite = defineBlock({
  kind: "squeeze-excite",
  version: 1,
  title: "Squeeze and excite",
  role: "excite",
  glyph: "channel-mixer",
  summary: "Re-scales channels by a gate that is computed from the mean over all positions.",
  knobs: z.strictObject({
    reduction: integerKnob({
      title: "Reduction",
      help: "The gate's hidden width is the width divided by this, rounded down.",
      minimum: 1,
      maximum: 64,
      default: 4,
    }),
  }),
  shown: ["reduction"],
  reads: [{ name: "x", help: "Vectors, a fixed number of them." }],
  writes: [{ name: "y", help: "The same, each channel scaled." }],
  citations: [
    { text: "Hu et al. 2017, Squeeze-and-Excitation Networks", address: "https://arxiv.org/abs/1709.01507" },
    { text: "Han et al. 2021, Transformer in Transformer", address: "https://arxiv.org/abs/2103.00112" },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    if (input.positions.includes("T")) {
      throw new Refusal(
        "it takes the mean over all positions, those behind included, so it cannot stand in a sequence.",
      );
    }
    if (knobs.reduction > input.width) {
      const nothing = `a reduction of ${knobs.reduction} leaves nothing of the width ${input.width}`;
      throw new Refusal(`${nothing}; it may be ${input.width} at most.`, "reduction", input.width);
    }
    return [input];
  },
});
