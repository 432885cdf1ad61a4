import type { Pointer } from "../problem.ts";
import { isContainer, slotsOf, type ArchitectureDocument, type Item } from "../types.ts";

/** Where items can be put: before the item at `index` of the list that `slot` leads to. */
export interface Place {
  /** Keys from the document's root to an array of items, such as `["trunk", 1, "body"]`. */
  readonly slot: Pointer;
  readonly index: number;
}

type Keyed = Readonly<Record<string | number, unknown>>;

/** What lies at a pointer; undefined where nothing does. */
export function valueAt(root: unknown, pointer: Pointer): unknown {
  let value = root;
  for (const key of pointer) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Keyed)[key];
  }
  return value;
}

export function itemAt(document: ArchitectureDocument, pointer: Pointer): Item | undefined {
  const value = valueAt(document, pointer);
  return typeof value === "object" && value !== null && "kind" in value ? (value as Item) : undefined;
}

export function itemsAt(document: ArchitectureDocument, slot: Pointer): readonly Item[] {
  const value = valueAt(document, slot);
  return Array.isArray(value) ? (value as readonly Item[]) : [];
}

/** The same value with what lies at the pointer replaced; everything beside the way is shared, nothing is written to. */
export function withValueAt<Root>(root: Root, pointer: Pointer, value: unknown): Root {
  if (pointer.length === 0) return value as Root;
  const [key, ...rest] = pointer;
  const inner = withValueAt((root as Keyed | undefined)?.[key], rest, value);
  if (Array.isArray(root)) {
    const copy: unknown[] = [...(root as unknown[])];
    copy[Number(key)] = inner;
    return copy as Root;
  }
  const fields = Object.entries({ ...root, [key]: inner }).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields) as Root;
}

/** Whether the pointer leads to something inside what `outer` leads to, or to the same. */
export function isWithin(pointer: Pointer, outer: Pointer): boolean {
  return outer.length <= pointer.length && outer.every((key, index) => key === pointer[index]);
}

export function samePlace(a: Pointer, b: Pointer): boolean {
  return a.length === b.length && isWithin(a, b);
}

/** The place of an item; undefined for one in a slot that holds a single item, such as a norm. */
export function placeOf(pointer: Pointer): Place | undefined {
  const index = pointer.at(-1);
  return typeof index === "number" ? { slot: pointer.slice(0, -1), index } : undefined;
}

/** The items without those that lie inside another of them, in the order of the document. */
export function outermost(document: ArchitectureDocument, pointers: readonly Pointer[]): readonly Pointer[] {
  const wanted = pointersOf(document).filter((pointer) => pointers.some((one) => samePlace(one, pointer)));
  return wanted.filter((one) => !wanted.some((other) => other !== one && isWithin(one, other)));
}

/** Pointers of all items, in the order of the document. */
export function pointersOf(document: ArchitectureDocument): readonly Pointer[] {
  const found: Pointer[] = [];
  const visit = (item: Item, pointer: Pointer): void => {
    found.push(pointer);
    if (!isContainer(item)) return;
    for (const slot of slotsOf(item)) for (const entry of slot.entries) visit(entry.item, [...pointer, ...entry.path]);
  };
  document.trunk.forEach((item, index) => visit(item, ["trunk", index]));
  document.heads.forEach((head, at) => head.body?.forEach((item, index) => visit(item, ["heads", at, "body", index])));
  return found;
}

/** Where the very same objects lie now. */
export function pointersTo(document: ArchitectureDocument, items: ReadonlySet<Item>): readonly Pointer[] {
  return pointersOf(document).filter((pointer) => items.has(valueAt(document, pointer) as Item));
}
