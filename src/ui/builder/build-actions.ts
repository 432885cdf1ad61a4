import { CATALOGUE } from "../../models/blocks/index.ts";
import { copyText, pasteText } from "../../models/document/edit/clipboard.ts";
import { obstacleAt } from "../../models/document/edit/insertion-points.ts";
import { isRefused, type EditOutcome } from "../../models/document/edit/outcome.ts";
import { isWithin, placeOf, samePlace, type Place } from "../../models/document/edit/places.ts";
import {
  duplicateItems,
  insertItems,
  moveItems,
  nudgeItem,
  removeItems,
} from "../../models/document/edit/rearrange.ts";
import { unwrapItem, wrapItems } from "../../models/document/edit/wrapping.ts";
import type { Pointer } from "../../models/document/problem.ts";
import type { ContainerKind } from "../../models/document/schema.ts";
import type { ArchitectureDocument, Item } from "../../models/document/types.ts";
import { apply, createBuildStore } from "./build-store.ts";
import type { Dragged } from "./drag-store.ts";
import { repeatsOf } from "./folding.ts";
import { placeAfter } from "./insertion.ts";

/** The page's one document being edited. */
export const buildStore = createBuildStore(localStorage);

const now = () => buildStore.getState();

function perform(edit: (document: ArchitectureDocument, selection: readonly Pointer[]) => EditOutcome): boolean {
  const { document, selection } = now();
  return apply(buildStore, edit(document, selection));
}

export function insertAfterSelection(items: readonly Item[]): boolean {
  return perform((document, selection) => {
    const place = placeAfter(document, selection, items);
    return insertItems(document, place, items, CATALOGUE);
  });
}

export const removeSelection = () => perform((document, selection) => removeItems(document, selection, CATALOGUE));
export const duplicateSelection = () =>
  perform((document, selection) => duplicateItems(document, selection, CATALOGUE));

export const nudgeSelection = (by: -1 | 1) =>
  perform((document, selection) =>
    selection.length === 1
      ? nudgeItem(document, selection[0], by, CATALOGUE)
      : { refusal: "Choose a single block to move it by a place; drag several." },
  );

export function wrapSelection(kind: ContainerKind): void {
  const isMade = perform((document, selection) => wrapItems(document, selection, kind, CATALOGUE));
  // What was wrapped stays in sight.
  if (isMade) now().selection.forEach((pointer) => setFolded(pointer, false));
}

export const unwrapSelection = () =>
  perform((document, selection) =>
    selection.length === 1
      ? unwrapItem(document, selection[0], CATALOGUE)
      : { refusal: "Choose a single container to take it away around its blocks." },
  );

export function copySelection(): string | undefined {
  const { document, selection } = now();
  return selection.length === 0 ? undefined : copyText(document, selection);
}

export const pasteAfterSelection = (text: string) =>
  perform((document, selection) => pasteText(document, placeAfter(document, selection, []), text, CATALOGUE));

function outcomeOfDrop(dragged: Dragged, place: Place): EditOutcome {
  const { document } = now();
  return dragged.from === "palette"
    ? insertItems(document, place, dragged.items, CATALOGUE)
    : moveItems(document, dragged.pointers, place, CATALOGUE);
}

/** Why a drop is not possible there; undefined where it is. */
export function refusalOfDrop(dragged: Dragged, place: Place): string | undefined {
  if (dragged.from === "palette") return obstacleAt(now().document, place, dragged.items, CATALOGUE);
  const outcome = outcomeOfDrop(dragged, place);
  return isRefused(outcome) ? outcome.refusal : undefined;
}

export function drop(dragged: Dragged, place: Place): void {
  apply(buildStore, outcomeOfDrop(dragged, place));
}

export function select(pointer: Pointer, isAdding = false): void {
  const { selection } = now();
  const isChosen = selection.some((one) => one.join("/") === pointer.join("/"));
  const others = selection.filter((one) => one.join("/") !== pointer.join("/"));
  buildStore.setState({ selection: isAdding ? (isChosen ? others : [...others, pointer]) : [pointer] });
}

/** Makes a repeat one line, or opens it. What was chosen inside gives way to the repeat. */
export function setFolded(pointer: Pointer, isFolded: boolean): void {
  const { document, selection, opened } = now();
  const address = repeatsOf(document).find((repeat) => samePlace(repeat.pointer, pointer))?.address;
  if (address === undefined) return;
  const others = [...opened].filter((one) => one !== address);
  const isHidden = isFolded && selection.some((one) => isWithin(one, pointer));
  buildStore.setState({
    opened: new Set(isFolded ? others : [...others, address]),
    ...(isHidden ? { selection: [pointer] } : {}),
  });
}

/** Opens every repeat; folds all when they stand open. */
export function foldOrOpenAll(): void {
  const { document, opened } = now();
  const repeats = repeatsOf(document);
  if (repeats.some(({ address }) => !opened.has(address))) {
    buildStore.setState({ opened: new Set(repeats.map(({ address }) => address)) });
  } else repeats.toReversed().forEach(({ pointer }) => setFolded(pointer, true));
}

/** Whether an item can be dragged: a norm stays with its residual. */
export function isDraggable(pointer: Pointer): boolean {
  return placeOf(pointer) !== undefined;
}
