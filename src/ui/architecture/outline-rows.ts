import { CATALOGUE } from "../../models/blocks/index.ts";
import type { Glyph } from "../../models/document/definition.ts";
import { outlineOf } from "../../models/document/outline.ts";
import { isContainer } from "../../models/document/types.ts";
import type { ArchitectureDocument, BlockItem, ContainerItem } from "../../models/document/types.ts";

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

function containerTitle(item: ContainerItem): string {
  if (item.kind === "repeat") return `repeat ×${item.times}`;
  if (item.kind === "residual") return `residual (${item.placement ?? "pre"}-norm)`;
  return item.kind;
}

function shownKnobs(item: BlockItem): string[] {
  const definition = CATALOGUE.blocks.get(item.kind);
  const knobs = definition?.knobs.safeParse(item.knobs ?? {});
  if (definition === undefined || knobs?.success !== true) return [];
  const values = knobs.data as Readonly<Record<string, unknown>>;
  return definition.shown
    .filter((knob) => values[knob] !== null && values[knob] !== undefined)
    .map((knob) => `${knob} ${String(values[knob])}`);
}

export function outlineRows(document: ArchitectureDocument): OutlineRow[] {
  const outline = outlineOf(document, CATALOGUE);
  const depthOf = new Map<string, number>();
  return outline.nodes.map(({ key, address, item, parent }) => {
    const depth = parent === undefined ? 0 : (depthOf.get(parent) ?? 0) + 1;
    depthOf.set(key, depth);
    if (isContainer(item)) {
      return { key, address, depth, title: containerTitle(item), knobs: [], glyph: "topology" };
    }
    const definition = CATALOGUE.blocks.get(item.kind);
    return {
      key,
      address,
      depth,
      title: definition?.title ?? item.kind,
      knobs: shownKnobs(item),
      glyph: definition?.glyph ?? "topology",
    };
  });
}
