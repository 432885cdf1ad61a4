import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, optionalIntegerKnob, toggleKnob } from "../../document/knobs.ts";
import { attention } from "../attention/block.ts";
import { headLayout } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";
import { checkPattern, segmentOf } from "./segments.ts";

const { heads, kvHeads, position, ropeBase, ropeFraction } = attention.knobs.shape;

export const combinerAttention = defineBlock({
  kind: "combiner-attention",
  version: 1,
  title: "Combiner attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention to near tokens one by one and to all earlier ones through summaries of their groups.",
  knobs: z.strictObject({
    heads,
    kvHeads,
    pattern: choiceKnob({
      title: "Pattern",
      help: "How earlier text is grouped into summaries: equal segments, or blocks that double in length.",
      choices: ["fixed", "log-n"],
      default: "fixed",
    }),
    segment: optionalIntegerKnob({
      title: "Segment",
      help: "Tokens per segment (fixed pattern only).",
      minimum: 4,
      maximum: 4096,
      nullMeans: "the power of two nearest to the root of the length",
    }),
    pooling: choiceKnob({
      title: "Pooling",
      help: "How the segment's query and key are formed.",
      choices: ["max", "mean"],
      default: "max",
    }),
    regions: toggleKnob({
      title: "Regions",
      help: "Off gives plain block-local attention (the sparse baseline; fixed pattern only).",
      default: true,
    }),
    position,
    ropeBase,
    ropeFraction,
  }),
  shown: ["pattern", "segment"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [{ text: "Ren et al. 2021, Combiner", address: "https://arxiv.org/abs/2107.05768" }],
  // Raw keys and values of the segment, its running pooled query, and a pooled key and summary of each segment before it;
  // blocks of log-n are summarised from raw keys and values, which all stay.
  stateFloats({ knobs, inputs }, length) {
    const { width } = featuresRead(inputs, 1);
    if (knobs.pattern === "log-n") return 2 * width * length;
    const segment = Math.min(segmentOf(knobs, length), length);
    if (!knobs.regions) return 2 * width * segment;
    return width * (2 * segment + 1 + 2 * (Math.ceil(length / segment) - 1));
  },
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    headLayout({ ...knobs, queryHeads: null, headWidth: null }, input.width);
    checkPattern(knobs);
    return [input];
  },
});
