import type { BlockDefinition } from "../document/definition.ts";
import type { KnobValues } from "../document/knobs.ts";
import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Item } from "../document/types.ts";
import { block } from "../presets/preset.ts";
import type { BlockKind } from "./index.ts";

/** A small classifier of images by what queries hold that looked at a map, with the block where its kind belongs. */
export function queriesWith({ kind }: BlockDefinition, knobs: KnobValues, side: number): ArchitectureDocument {
  const item = (own: BlockKind, usual: KnobValues, fields: Omit<BlockItem, "kind" | "knobs">): BlockItem =>
    block(own, kind === own ? { ...usual, ...knobs } : usual, fields);
  const own = (stream: string) => ({ slug: stream, reads: ["main"], writes: [stream] });
  const placed = ["queries", "positions"];
  const names = ["small", "queries", "positions", "classes", "masks"];
  const looking: readonly Item[] = [
    item("region-head", {}, { reads: ["queries", "main"], writes: ["classes", "masks"] }),
    item("region-attention", {}, { reads: [...placed, "main", "masks"], writes: ["queries"] }),
    item("query-attention", {}, { reads: placed, writes: ["queries"] }),
  ];
  return {
    format: DOCUMENT_FORMAT,
    task: { kind: "classify-image", knobs: { height: side, width: side, channels: 2, classes: 3 } },
    streams: [{ name: "main", start: { input: "image" } }, ...names.map((name) => ({ name }))],
    trunk: [
      block("convolution", { width: 8 }),
      item("deformable-convolution", {}, {}),
      // What it makes may be of any width: nothing here looks at it.
      ...(kind === "deformable-convolution" ? [block("convolution", { width: 8 }, { slug: "narrow" })] : []),
      item("context-modulation", {}, {}),
      block("convolution", { width: 8, stride: 2 }, { slug: "halve", writes: ["small"] }),
      item("resize-map", {}, { reads: ["small", "main"], writes: ["small"] }),
      block("sum", {}, { reads: ["main", "small"], writes: ["main"] }),
      item("level-embedding", {}, {}),
      item("query-embedding", { queries: 3, width: 8 }, own("queries")),
      block("query-embedding", { queries: 3, width: 8 }, own("positions")),
      // As many as may be, and as wide.
      ...(kind === "query-embedding" ? [] : looking),
    ],
    heads: [{ name: "logits", stream: "queries", body: [block("pool-positions"), block("head")] }],
  };
}

/** Blocks that belong in networks whose queries look at maps. */
export const OF_QUERIES: readonly string[] = [
  "deformable-convolution",
  "context-modulation",
  "resize-map",
  "level-embedding",
  "query-embedding",
  "region-head",
  "region-attention",
  "query-attention",
];
