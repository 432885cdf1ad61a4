import { Failure } from "../../../lib/failure.ts";
import type { Catalogue } from "../definition.ts";
import { assertBoundedJson } from "../limits.ts";
import type { Pointer } from "../problem.ts";
import type { ArchitectureDocument, Item } from "../types.ts";
import type { EditOutcome } from "./outcome.ts";
import { outermost, valueAt, type Place } from "./places.ts";
import { insertItems } from "./rearrange.ts";

/** Blocks as text: what copying puts on the clipboard and pasting reads. */
const CLIPBOARD_FORMAT = "bakeoff/blocks@1";

/** The chosen subtrees as JSON, in the order of the document. */
export function copyText(document: ArchitectureDocument, pointers: readonly Pointer[]): string {
  const items = outermost(document, pointers).map((pointer) => valueAt(document, pointer));
  return JSON.stringify({ format: CLIPBOARD_FORMAT, items }, undefined, 2);
}

/** Puts copied subtrees at a place. The text may come from anywhere, so it is bounded and checked like a document. */
export function pasteText(
  document: ArchitectureDocument,
  place: Place,
  text: string,
  catalogue: Catalogue,
): EditOutcome {
  const read = readItems(text);
  return "refusal" in read ? read : insertItems(document, place, read.items, catalogue);
}

function readItems(text: string): { readonly items: readonly Item[] } | { readonly refusal: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
    assertBoundedJson(value);
  } catch (thrown) {
    if (thrown instanceof Failure) return { refusal: thrown.message };
    return { refusal: "The clipboard holds no blocks. Copy some on the canvas, or paste the JSON of a block." };
  }
  const items: unknown = typeof value === "object" && value !== null && "items" in value ? value.items : value;
  const list: readonly unknown[] = Array.isArray(items) ? items : [items];
  const areBlocks = list.every((item) => typeof item === "object" && item !== null && "kind" in item);
  if (!areBlocks) return { refusal: "The pasted text is JSON, but not of blocks: each has a “kind”." };
  return { items: list as readonly Item[] };
}
