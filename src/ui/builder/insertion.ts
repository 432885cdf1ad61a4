import { itemAt, itemsAt, placeOf, type Place } from "../../models/document/edit/places.ts";
import type { Pointer } from "../../models/document/problem.ts";
import type { ArchitectureDocument, Item } from "../../models/document/types.ts";

/** Where "insert" puts items: right after what is chosen, at the trunk's end when nothing is. */
export function placeAfter(
  document: ArchitectureDocument,
  selection: readonly Pointer[],
  items: readonly Item[],
): Place {
  const end = { slot: ["trunk"], index: itemsAt(document, ["trunk"]).length };
  let pointer = selection.at(-1);
  if (pointer === undefined || itemAt(document, pointer) === undefined) return end;
  // A residual goes beside a residual, not into it.
  if (items.some((item) => item.kind === "residual")) pointer = outOfResidual(document, pointer);
  const place = placeOf(pointer);
  if (place !== undefined) return { slot: place.slot, index: place.index + 1 };
  return { slot: [...pointer.slice(0, -1), "body"], index: 0 };
}

function outOfResidual(document: ArchitectureDocument, pointer: Pointer): Pointer {
  for (let length = 1; length < pointer.length; length++) {
    const outer = pointer.slice(0, length);
    if (itemAt(document, outer)?.kind === "residual") return outer;
  }
  return pointer;
}
