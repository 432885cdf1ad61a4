import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";
import { mapRead } from "../map-shape.ts";

export const resizeMap = defineBlock({
  kind: "resize-map",
  version: 1,
  title: "Resize map",
  role: "resize",
  glyph: "topology",
  summary: "Brings a map, or one vector for the whole image, to the size of another map.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Upsampling",
      help: "How coarse maps are enlarged: between four neighbours, or by filters that are learned and start as that.",
      choices: ["bilinear", "learned"],
      default: "bilinear",
    }),
  }),
  shown: ["form"],
  reads: [
    { name: "x", help: "A map, or one vector." },
    { name: "like", help: "A map of the size that is wanted." },
  ],
  writes: [{ name: "y", help: "A map of that size." }],
  citations: [{ text: "Cavagnero et al. 2024, PEM", address: "https://arxiv.org/abs/2402.19422" }],
  shapes({ knobs, inputs }) {
    const x = featuresRead(inputs);
    const like = mapRead(inputs.slice(1));
    const { height, columns } = x.positions.length === 0 ? { height: 1, columns: 1 } : mapRead(inputs);
    if (knobs.form === "learned" && (like.height !== 2 * height || like.columns !== 2 * columns)) {
      throw new Refusal(
        `learned filters double a map of ${height} x ${columns}, but ${like.height} x ${like.columns} is wanted; take the bilinear form.`,
        "form",
        "bilinear",
      );
    }
    return [features([like.height, like.columns], x.width)];
  },
});
