import type { ClipboardEvent, KeyboardEvent } from "react";
import { isWithin, samePlace } from "../../models/document/edit/places.ts";
import type { Pointer } from "../../models/document/problem.ts";
import {
  buildStore,
  copySelection,
  nudgeSelection,
  pasteAfterSelection,
  removeSelection,
  select,
  setFolded,
} from "./build-actions.ts";
import type { CanvasRow } from "./canvas-rows.ts";
import { repeatsOf } from "./folding.ts";

/** Lines that can be chosen, from top to bottom. */
export function choosable(rows: readonly CanvasRow[]): readonly CanvasRow[] {
  return rows.filter(({ role }) => role === "block" || role === "open" || role === "folded");
}

function keyOf(pointer: Pointer): string {
  return pointer.join("/");
}

function step(rows: readonly CanvasRow[], by: number, isExtending: boolean): void {
  const lines = choosable(rows);
  const { selection } = buildStore.getState();
  const last = selection.at(-1);
  const at = last === undefined ? -1 : lines.findIndex(({ pointer }) => keyOf(pointer) === keyOf(last));
  const next = at === -1 ? lines.at(0) : lines.at(Math.min(lines.length - 1, Math.max(0, at + by)));
  if (next === undefined) return;
  if (!isExtending) select(next.pointer);
  else if (!selection.some((one) => keyOf(one) === keyOf(next.pointer))) select(next.pointer, true);
}

/** As in a tree: to the right opens what is chosen, to the left folds it, or the repeat around it. */
function fold(isFolded: boolean): void {
  const pointer = buildStore.getState().selection.at(-1);
  if (pointer === undefined) return;
  const repeats = repeatsOf(buildStore.getState().document);
  const around = isFolded
    ? repeats.findLast((repeat) => isWithin(pointer, repeat.pointer))
    : repeats.find((repeat) => samePlace(pointer, repeat.pointer));
  if (around !== undefined) setFolded(around.pointer, isFolded);
}

/** Keys of the canvas; undo, duplicate and the like are commands of the page. */
export function handleCanvasKey(event: KeyboardEvent, rows: readonly CanvasRow[], openPalette: () => void): void {
  if (event.ctrlKey || event.metaKey) return;
  // A key that is held walks along the lines, but removes or opens only once.
  if (event.repeat && !event.key.startsWith("Arrow")) return;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => (event.altKey ? nudgeSelection(1) : step(rows, 1, event.shiftKey)),
    ArrowUp: () => (event.altKey ? nudgeSelection(-1) : step(rows, -1, event.shiftKey)),
    ArrowRight: () => fold(false),
    ArrowLeft: () => fold(true),
    Home: () => step(rows, -rows.length, event.shiftKey),
    End: () => step(rows, rows.length, event.shiftKey),
    Enter: openPalette,
    Delete: removeSelection,
    Backspace: removeSelection,
    Escape: () => buildStore.setState({ selection: [], notice: undefined }),
  };
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
  if (action === undefined) return;
  event.preventDefault();
  action();
}

export function copyFromCanvas(event: ClipboardEvent, isCutting: boolean): void {
  const text = copySelection();
  if (text === undefined) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", text);
  if (isCutting) removeSelection();
}

export function pasteOnCanvas(event: ClipboardEvent): void {
  event.preventDefault();
  pasteAfterSelection(event.clipboardData.getData("text/plain"));
}
