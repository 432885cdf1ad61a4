import type { Catalogue } from "../definition.ts";
import type { Pointer } from "../problem.ts";
import type { ArchitectureDocument, Item } from "../types.ts";
import { settled, type EditOutcome } from "./outcome.ts";
import {
  isWithin,
  itemAt,
  itemsAt,
  outermost,
  placeOf,
  pointersTo,
  samePlace,
  valueAt,
  withValueAt,
  type Place,
} from "./places.ts";
import { withoutItems } from "./removal.ts";

const NOTHING = { refusal: "Nothing is selected. Choose one or more blocks first." } as const;

/** A copy that is an object of its own at every level, so that the same block may stand twice. */
export function copyOf<Value>(value: Value): Value {
  return structuredClone(value);
}

/** Puts copies of items at a place. */
export function insertItems(
  document: ArchitectureDocument,
  place: Place,
  items: readonly Item[],
  catalogue: Catalogue,
): EditOutcome {
  if (items.length === 0) return { refusal: "There is nothing to insert." };
  if (!Array.isArray(valueAt(document, place.slot)) && !isAbsentBody(document, place.slot)) {
    return { refusal: "There is no such place in this document any more." };
  }
  const added = items.map(copyOf);
  return settled(...selecting(withInserted(document, place, added), added), catalogue);
}

/** A head may leave its body out. */
function isAbsentBody(document: ArchitectureDocument, slot: Pointer): boolean {
  return (
    slot.length === 3 && slot[0] === "heads" && slot[2] === "body" && valueAt(document, slot.slice(0, 2)) !== undefined
  );
}

function withInserted(document: ArchitectureDocument, { slot, index }: Place, items: readonly Item[]) {
  return withValueAt(document, slot, itemsAt(document, slot).toSpliced(index, 0, ...items));
}

function selecting(document: ArchitectureDocument, items: readonly Item[]): [ArchitectureDocument, readonly Pointer[]] {
  return [document, pointersTo(document, new Set(items))];
}

/** Takes items out, with every container that is left empty. What then stands in their place is selected. */
export function removeItems(
  document: ArchitectureDocument,
  pointers: readonly Pointer[],
  catalogue: Catalogue,
): EditOutcome {
  const chosen = outermost(document, pointers);
  if (chosen.length === 0) return NOTHING;
  const outcome = settled(withoutItems(document, chosen), [], catalogue);
  if ("refusal" in outcome) return outcome;
  const place = placeOf(chosen[0]) ?? { slot: chosen[0].slice(0, -1), index: 0 };
  const left = itemsAt(outcome.document, place.slot).length;
  const selection = left === 0 ? [] : [[...place.slot, Math.min(place.index, left - 1)]];
  return { document: outcome.document, selection };
}

/** Takes items out and puts them in at a place of the document as it was. */
export function moveItems(
  document: ArchitectureDocument,
  pointers: readonly Pointer[],
  place: Place,
  catalogue: Catalogue,
): EditOutcome {
  const chosen = outermost(document, pointers);
  if (chosen.length === 0) return NOTHING;
  if (chosen.some((pointer) => isWithin(place.slot, pointer))) {
    return { refusal: "A container cannot be moved into itself. Choose a place outside of it." };
  }
  const moved = chosen.map((pointer) => copyOf(valueAt(document, pointer) as Item));
  const shifted = chosen.map((pointer) => afterInsertion(pointer, place, moved.length));
  const rest = withoutItems(withInserted(document, place, moved), shifted);
  return settled(...selecting(rest, moved), catalogue);
}

function afterInsertion(pointer: Pointer, { slot, index }: Place, count: number): Pointer {
  const own = pointer.at(slot.length);
  if (!isWithin(pointer, slot) || typeof own !== "number" || own < index) return pointer;
  return [...slot, own + count, ...pointer.slice(slot.length + 1)];
}

/** One place up or down among its siblings; beyond its container's ends, out of the container. */
export function nudgeItem(
  document: ArchitectureDocument,
  pointer: Pointer,
  by: -1 | 1,
  catalogue: Catalogue,
): EditOutcome {
  const place = placeOf(pointer);
  if (place === undefined)
    return { refusal: "A norm stands where its residual says: before the branch or after the sum." };
  const siblings = itemsAt(document, place.slot).length;
  const target = place.index + by;
  if (target >= 0 && target < siblings) {
    return moveItems(document, [pointer], { slot: place.slot, index: by === 1 ? target + 1 : target }, catalogue);
  }
  const outer = pointer.slice(
    0,
    pointer.findLastIndex((key, at) => typeof key === "number" && at < pointer.length - 1) + 1,
  );
  const around = itemAt(document, outer) === undefined ? undefined : placeOf(outer);
  if (around === undefined) return { refusal: `It already stands at the ${by === 1 ? "end" : "beginning"}.` };
  return moveItems(document, [pointer], { slot: around.slot, index: around.index + (by === 1 ? 1 : 0) }, catalogue);
}

/** A copy of each right after the last of them, in their order. */
export function duplicateItems(
  document: ArchitectureDocument,
  pointers: readonly Pointer[],
  catalogue: Catalogue,
): EditOutcome {
  const chosen = outermost(document, pointers);
  const last = chosen.at(-1);
  const place = last === undefined ? undefined : placeOf(last);
  if (place === undefined)
    return last === undefined ? NOTHING : { refusal: "A residual has one norm; it cannot stand twice." };
  const items = chosen.map((pointer) => valueAt(document, pointer) as Item);
  return insertItems(document, { slot: place.slot, index: place.index + 1 }, items, catalogue);
}

/** Whether two pointers lead to items of one list. */
export function areSiblings(a: Pointer, b: Pointer): boolean {
  return samePlace(a.slice(0, -1), b.slice(0, -1));
}
