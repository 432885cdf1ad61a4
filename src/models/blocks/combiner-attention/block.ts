import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, toggleKnob } from "../../document/knobs.ts";
import { attention } from "../attention/block.ts";
import { headLayout } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";
import { checkPattern, DEFAULT_SEGMENT } from "./segments.ts";

const { heads, kvHeads, position, ropeBase, ropeFraction } = attention.knobs.shape;

export const combinerAttention = defineBlock({
  kind: "combiner-attention",
  version: 2,
  // Without a length of its own a segment depended on the length of the text, so that no token could be read by itself.
  migrations: { 1: (knobs) => ({ ...knobs, segment: knobs.segment ?? DEFAULT_SEGMENT }) },
  title: "Combiner attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention to near tokens one by one and to all earlier ones through summaries of their groups.",
  knobs: z.strictObject({
    heads,
    kvHeads,
    pattern: choiceKnob({
      title: "Pattern",
      help: "How earlier text is grouped into summaries: equal segments, blocks that double in length, or rows that each column summarises for itself.",
      choices: ["fixed", "log-n", "axial"],
      default: "fixed",
    }),
    segment: integerKnob({
      title: "Segment",
      help: "Tokens per segment, or per row of the axial pattern (log-n has none); the root of the length costs least.",
      minimum: 4,
      maximum: 4096,
      default: DEFAULT_SEGMENT,
    }),
    pooling: choiceKnob({
      title: "Pooling",
      help: "How the segment's query and key are formed (axial learns it instead).",
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
  // Raw keys and values of the segment, its running pooled query, and a pooled key and summary of each segment before it. Blocks
  // of log-n are summarised from raw keys and values, which all stay; only the last block of each length is kept. Axial keeps its row
  // with the input, and a key and a summary of every earlier token.
  stateFloats({ knobs, inputs }, length) {
    const { width } = featuresRead(inputs, 1);
    if (knobs.pattern === "log-n") return width * (2 * length + 3 * (Math.ceil(Math.log2(Math.max(2, length))) - 1));
    if (knobs.pattern === "axial") {
      const row = Math.min(knobs.segment, length);
      return width * row * (4 + 2 * (Math.ceil(length / row) - 1));
    }
    const raw = 2 * Math.min(knobs.segment, length);
    const summaries = knobs.regions ? Math.ceil(length / knobs.segment) - 1 : 0;
    return width * (raw + (summaries > 0 ? 1 + 2 * summaries : 0));
  },
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    headLayout({ ...knobs, queryHeads: null, headWidth: null }, input.width);
    checkPattern(knobs);
    return [input];
  },
});
