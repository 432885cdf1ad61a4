import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { headsKnob, headsRefused, queriesRead } from "../query-shapes.ts";

export const queryAttention = defineBlock({
  kind: "query-attention",
  version: 1,
  title: "Query attention",
  role: "self",
  glyph: "token-mixer",
  summary: "Attention among queries: who they are decides where they look, what they hold is exchanged.",
  knobs: z.strictObject({ heads: headsKnob }),
  shown: ["heads"],
  reads: [
    { name: "queries", help: "What the queries hold." },
    { name: "positions", help: "Who they are." },
  ],
  writes: [{ name: "y", help: "The update of each query." }],
  citations: [{ text: "Carion et al. 2020, DETR", address: "https://arxiv.org/abs/2005.12872" }],
  shapes({ knobs, inputs }) {
    const queries = queriesRead(inputs);
    headsRefused(knobs.heads, queries.width);
    return [queries];
  },
});
