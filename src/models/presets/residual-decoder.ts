import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Head, Item, ResidualItem } from "../document/types.ts";
import type { DecoderSize } from "./language-models.ts";
import { block } from "./preset.ts";

/** LM-base's embedding and head around any trunk. */
export function decoderAround(
  name: string,
  { vocabulary, width }: Pick<DecoderSize, "vocabulary" | "width">,
  trunk: readonly Item[],
  head: Omit<Head, "name"> = {},
): ArchitectureDocument {
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [block("token-embedding", { width }), ...trunk],
    heads: [{ name: "logits", ...head, body: [...(head.body ?? []), block("norm"), block("head")] }],
  };
}

/** A block in a residual with a norm, LM-base's unless told otherwise. */
export function residualOf(body: BlockItem, fields: Partial<ResidualItem> = {}): ResidualItem {
  return { kind: "residual", norm: block("norm"), body: [body], ...fields };
}

/** What a layer of LM-base is sized by, besides the width that it reads. */
export type LayerSize = Pick<DecoderSize, "heads" | "kvHeads" | "hidden">;

/** LM-base's two residuals: attention, feed-forward. */
export function baseLayer({ heads, kvHeads, hidden }: LayerSize): readonly [ResidualItem, ResidualItem] {
  return [residualOf(block("attention", { heads, kvHeads })), residualOf(block("feed-forward", { hidden }))];
}
