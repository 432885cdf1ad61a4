import type { Catalogue } from "../definition.ts";
import type { Pointer } from "../problem.ts";
import { isContainer, slotsOf, type ArchitectureDocument, type Item } from "../types.ts";
import { isRefused } from "./outcome.ts";
import type { Place } from "./places.ts";
import { insertItems } from "./rearrange.ts";

/** A place with the reason why certain items cannot stand there; undefined: they can. */
export interface InsertionPoint {
  readonly place: Place;
  readonly refusal: string | undefined;
}

/** Every place between items, in the order of the document. */
export function insertionPlaces(document: ArchitectureDocument): readonly Place[] {
  const places: Place[] = [];
  const list = (items: readonly Item[], slot: Pointer): void => {
    items.forEach((item, index) => {
      places.push({ slot, index });
      container(item, [...slot, index]);
    });
    places.push({ slot, index: items.length });
  };
  const container = (item: Item, pointer: Pointer): void => {
    if (!isContainer(item)) return;
    for (const { name, entries } of slotsOf(item)) {
      const first = entries.at(0);
      if (name === "norm" || first === undefined) continue;
      list(
        entries.map((entry) => entry.item),
        [...pointer, ...first.path.slice(0, -1)],
      );
    }
  };
  list(document.trunk, ["trunk"]);
  document.heads.forEach((head, index) => list(head.body ?? [], ["heads", index, "body"]));
  return places;
}

/** Every place, each tried: an illegal one says why. Checks the document once for each, so a drag asks for one at a time. */
export function insertionPoints(
  document: ArchitectureDocument,
  items: readonly Item[],
  catalogue: Catalogue,
): readonly InsertionPoint[] {
  return insertionPlaces(document).map((place) => {
    const outcome = insertItems(document, place, items, catalogue);
    return { place, refusal: isRefused(outcome) ? outcome.refusal : undefined };
  });
}
