import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob, toggleKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { featuresRead } from "../input-shape.ts";

export const norm = defineBlock({
  kind: "norm",
  version: 1,
  title: "Norm",
  role: "norm",
  glyph: "norm",
  summary: "Scales each token's vector to unit size, then by a learned gain for each channel.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Form",
      help: "RMS divides by the root mean square; layer also subtracts the mean; map takes both over all positions at once.",
      choices: ["rms", "layer", "map"],
      default: "rms",
    }),
    groups: integerKnob({
      title: "Groups",
      help: "Normalise equal stripes of the vector (phases, heads) each by its own size; 1 takes the whole vector.",
      minimum: 1,
      maximum: 256,
      default: 1,
    }),
    eps: numberKnob({
      title: "Epsilon",
      help: "Added inside the square root, so that a zero vector stays finite.",
      minimum: 1e-12,
      maximum: 1,
      default: 1e-6,
    }),
    gain: toggleKnob({ title: "Gain", help: "A learned factor for each channel, starting at 1.", default: true }),
    bias: toggleKnob({
      title: "Bias",
      help: "A learned offset for each channel (layer and map forms only).",
      default: false,
    }),
  }),
  shown: ["form", "groups"],
  reads: [{ name: "x", help: "Vectors." }],
  writes: [{ name: "y", help: "The same, normalised." }],
  citations: [
    {
      text: "Zhang and Sennrich 2019, Root Mean Square Layer Normalization",
      address: "https://arxiv.org/abs/1910.07467",
    },
    { text: "Ba et al. 2016, Layer Normalization", address: "https://arxiv.org/abs/1607.06450" },
    { text: "Wu and He 2018, Group Normalization (map: one group)", address: "https://arxiv.org/abs/1803.08494" },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs);
    if (input.width % knobs.groups !== 0) {
      const legal = nearestDivisors(input.width, knobs.groups);
      throw new Refusal(
        `${knobs.groups} groups do not divide the width ${input.width}; the nearest legal values are ${listText(legal)}.`,
        "groups",
        legal[0],
      );
    }
    if (knobs.form !== "rms" && knobs.groups > 1) {
      throw new Refusal(`${knobs.form} form has one group only; use the RMS form for groups.`, "groups", 1);
    }
    if (knobs.form === "map" && input.positions.includes("T")) {
      throw new Refusal(
        "map form lets positions see those behind them; a sequence takes the layer form.",
        "form",
        "layer",
      );
    }
    if (knobs.form === "rms" && knobs.bias) {
      throw new Refusal("RMS form has no bias; switch it off or use the layer form.", "bias", false);
    }
    return [input];
  },
});
