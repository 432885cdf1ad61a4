import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, numberKnob, toggleKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { sameShape, shapeText } from "../../document/shape.ts";
import { attention } from "../attention/block.ts";
import { headLayout, type HeadLayout } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";
import { MIXINGS } from "./mixings.ts";

const { heads, ropeBase, causal } = attention.knobs.shape;

export const mixedAttention = defineBlock({
  kind: "mixed-attention",
  version: 1,
  title: "Attention with head mixing",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention whose heads exchange as much as told, and which may move another stream than it compares.",
  knobs: z.strictObject({
    heads,
    mixing: choiceKnob({
      title: "Mixing",
      help: "How much attention heads may exchange information.",
      choices: MIXINGS,
      default: "kronecker",
    }),
    where: choiceKnob({
      title: "Where heads are mixed",
      help: "The maps that follow the mixing: values and output, with dense queries and keys, or all four.",
      choices: ["values-and-output", "all"],
      default: "values-and-output",
    }),
    valueSource: choiceKnob({
      title: "Value source",
      help: "What attention is allowed to move: the second stream read, or the first, which it also compares.",
      choices: ["token", "both"],
      default: "token",
    }),
    normValue: toggleKnob({
      title: "Normalise values",
      help: "Divide each head's channels by their own size before values are made of them.",
      default: false,
    }),
    position: choiceKnob({
      title: "Positions",
      help: "Position signal inside attention: rotary, a penalty linear in the distance (ALiBi), or none.",
      choices: ["rope", "alibi", "none"],
      default: "rope",
    }),
    ropeBase,
    causal,
    amplify: numberKnob({
      title: "Amplification",
      help: "Multiplies attention scores after training to test robustness; training itself uses 1.",
      minimum: 1,
      maximum: 16,
      default: 1,
    }),
    ablate: toggleKnob({
      title: "Ablate when evaluated",
      help: "Evaluate without this block's updates to see what its stream carried; training keeps them.",
      default: false,
    }),
  }),
  shown: ["heads", "mixing"],
  reads: [
    { name: "compared", help: "What queries and keys are made of: the normalised sum of both streams." },
    { name: "moved", help: "What values are made of: the token stream." },
  ],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [
    { text: "Kerce and Fox 2026, The Dual-Stream Transformer", address: "https://arxiv.org/abs/2603.07461" },
    { text: "Press et al. 2021, Train Short, Test Long (ALiBi)", address: "https://arxiv.org/abs/2108.12409" },
  ],
  stateFloats({ knobs, inputs }, length) {
    const { queryHeads, headWidth } = mixedLayout(knobs, featuresRead(inputs, 1).width);
    return queryHeads * (2 * headWidth + (knobs.position === "alibi" ? 1 : 0)) * length;
  },
  shapes({ knobs, inputs }) {
    const compared = featuresRead(inputs, 1);
    if (!sameShape(compared, inputs[1])) {
      throw new Refusal(
        `it compares ${shapeText(compared)} but moves ${shapeText(inputs[1])}; both must agree.`,
        "reads",
      );
    }
    mixedLayout(knobs, compared.width);
    return [compared];
  },
});

/** Heads of a width; as many of keys and values as of queries, since identity cannot spread fewer over more. */
export function mixedLayout(
  knobs: { readonly heads: number; readonly position: "rope" | "alibi" | "none" },
  width: number,
): HeadLayout {
  const position = knobs.position === "rope" ? "rope" : "none";
  return headLayout({ ...knobs, position, queryHeads: null, kvHeads: null, headWidth: null, ropeFraction: 1 }, width);
}
