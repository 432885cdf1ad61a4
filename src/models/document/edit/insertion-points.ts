import type { Catalogue } from "../definition.ts";
import type { Pointer } from "../problem.ts";
import { isContainer, slotsOf, type ArchitectureDocument, type Item } from "../types.ts";
import { checkParsed } from "../validate.ts";
import { itemsAt, withValueAt, type Place } from "./places.ts";

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

/** Every place, each tried: an illegal one says why. It checks the document once for each; a drag asks for one at a time. */
export function insertionPoints(
  document: ArchitectureDocument,
  items: readonly Item[],
  catalogue: Catalogue,
): readonly InsertionPoint[] {
  return insertionPlaces(document).map((place) => ({ place, refusal: obstacleAt(document, place, items, catalogue) }));
}

/** Why items cannot stand at a place; undefined: they can. Taken slugs are no obstacle, they are changed on insertion. */
export function obstacleAt(
  document: ArchitectureDocument,
  { slot, index }: Place,
  items: readonly Item[],
  catalogue: Catalogue,
): string | undefined {
  const tried = withValueAt(document, slot, itemsAt(document, slot).toSpliced(index, 0, ...items));
  return checkParsed(tried, catalogue).problems.find(({ field }) => field !== "slug")?.sentence;
}
