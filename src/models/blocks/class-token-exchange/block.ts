import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, toggleKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { shapeText } from "../../document/shape.ts";
import { headLayout, PLAIN_HEADS } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";

export const classTokenExchange = defineBlock({
  kind: "class-token-exchange",
  version: 1,
  title: "Class-token exchange",
  role: "exchange",
  glyph: "topology",
  summary:
    "Two streams trade information through their class tokens alone, at a cost that grows linearly with patches.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Fusion",
      help: "Class tokens query the other's patches, or become one projected sum; or patches that lie together are summed too.",
      choices: ["cross-attention", "class-sum", "pairwise-sum"],
      default: "cross-attention",
    }),
    heads: integerKnob({
      title: "Heads",
      help: "Heads of the cross-attention; they divide the widths of both streams.",
      minimum: 1,
      maximum: 256,
      default: 4,
    }),
    layers: integerKnob({
      title: "Fusion layers",
      help: "Repeats of the exchange step before the class token goes home.",
      minimum: 1,
      maximum: 8,
      default: 1,
    }),
    residual: toggleKnob({
      title: "Keep the old token",
      help: "Add what came back to the class token instead of putting it in its place.",
      default: false,
    }),
  }),
  shown: ["form", "heads"],
  reads: [
    { name: "first", help: "A class token, then patches." },
    { name: "second", help: "Another class token with patches of its own; any number and width." },
  ],
  writes: [
    { name: "first", help: "The first stream with another class token." },
    { name: "second", help: "The second stream with another class token." },
  ],
  citations: [{ text: "Chen et al. 2021, CrossViT", address: "https://arxiv.org/abs/2103.14899" }],
  shapes({ knobs, inputs }) {
    for (const stream of inputs) {
      const { positions, width } = featuresRead([stream], 1);
      const [rows] = positions;
      if (positions.length !== 1 || typeof rows !== "number" || rows < 2) {
        throw new Refusal(
          `it reads ${shapeText(stream)}, but needs a class token and a fixed number of patches, at least one, in each stream.`,
        );
      }
      if (knobs.form === "pairwise-sum" && !Number.isInteger(Math.sqrt(rows - 1))) {
        throw new Refusal(
          `${rows - 1} patches make no square map, so that there is no telling which lie together; use another fusion.`,
          "form",
          "cross-attention",
        );
      }
      headLayout({ ...PLAIN_HEADS, heads: knobs.heads }, width);
    }
    return inputs;
  },
});
