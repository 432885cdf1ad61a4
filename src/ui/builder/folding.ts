import { CATALOGUE } from "../../models/blocks/index.ts";
import { isWithin } from "../../models/document/edit/places.ts";
import { outlineOf, type DocumentNode } from "../../models/document/outline.ts";
import type { Pointer } from "../../models/document/problem.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";

/** Repeats of a document, each with its address: folded unless it was opened. */
export function repeatsOf(document: ArchitectureDocument): readonly DocumentNode[] {
  return outlineOf(document, CATALOGUE).nodes.filter(({ item }) => item.kind === "repeat");
}

/** Addresses of the repeats that must stand open, so that what is chosen is on the canvas. */
export function openedFor(
  document: ArchitectureDocument,
  selection: readonly Pointer[],
  opened: ReadonlySet<string>,
): ReadonlySet<string> {
  const hiding = repeatsOf(document).filter(
    ({ pointer, address }) =>
      !opened.has(address) && selection.some((chosen) => chosen.length > pointer.length && isWithin(chosen, pointer)),
  );
  return hiding.length === 0 ? opened : new Set([...opened, ...hiding.map(({ address }) => address)]);
}
