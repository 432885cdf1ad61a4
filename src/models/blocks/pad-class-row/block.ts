import { z } from "../../../lib/zod.ts";
import { classToken } from "../class-token/block.ts";
import { defineBlock } from "../../document/definition.ts";

export const padClassRow = defineBlock({
  kind: "pad-class-row",
  version: 1,
  title: "Zero row in front",
  role: "pad",
  glyph: "topology",
  summary:
    "Puts a vector of zeros before all others, so that what is added to a sequence leaves its class token as it is.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [{ name: "x", help: "Vectors, a fixed number of them." }],
  writes: [{ name: "y", help: "Zeros, then the same." }],
  citations: [],
  shapes: ({ inputs }) => classToken.shapes({ knobs: classToken.knobs.parse({}), inputs, wanted: undefined }),
});
