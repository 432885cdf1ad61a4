import { CATALOGUE } from "../../models/blocks/index.ts";
import type { Glyph } from "../../models/document/definition.ts";
import { outlineOf } from "../../models/document/outline.ts";
import { isContainer } from "../../models/document/types.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { definitionOf, shownKnobs, titleOf } from "./row-text.ts";

/** One line of an architecture read top-down along the residual stream. */
export interface OutlineRow {
  readonly key: string;
  readonly address: string;
  /** How many containers it lies in. */
  readonly depth: number;
  readonly title: string;
  /** The knobs that matter, as "heads 6". */
  readonly knobs: readonly string[];
  readonly glyph: Glyph;
}

export function outlineRows(document: ArchitectureDocument): OutlineRow[] {
  const outline = outlineOf(document, CATALOGUE);
  const depthOf = new Map<string, number>();
  return outline.nodes.map(({ key, address, item, parent }) => {
    const depth = parent === undefined ? 0 : (depthOf.get(parent) ?? 0) + 1;
    depthOf.set(key, depth);
    const isBlock = !isContainer(item);
    return {
      key,
      address,
      depth,
      title: titleOf(item),
      knobs: isBlock ? shownKnobs(item) : [],
      glyph: isBlock ? definitionOf(item).glyph : "topology",
    };
  });
}
