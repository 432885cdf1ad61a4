import type { Catalogue } from "../definition.ts";
import { outlineOf, pointerKey } from "../outline.ts";
import type { Pointer } from "../problem.ts";
import type { JsonValue } from "../schema.ts";
import { isContainer, type ArchitectureDocument, type BlockItem, type Item } from "../types.ts";
import { mapChildren, mapItems } from "../migrate.ts";
import { settled, type EditOutcome } from "./outcome.ts";
import { itemAt, withValueAt } from "./places.ts";

const GONE = { refusal: "The chosen block is no longer in the document." } as const;

/** Sets knobs of a block; undefined takes a knob back to its default. */
export function setKnobs(
  document: ArchitectureDocument,
  pointer: Pointer,
  knobs: Readonly<Record<string, JsonValue | undefined>>,
  catalogue: Catalogue,
): EditOutcome {
  const item = itemAt(document, pointer);
  if (item === undefined || isContainer(item)) return GONE;
  const changed = { ...item, knobs: withEntries(item.knobs, knobs) };
  return settled(withValueAt(document, pointer, changed), [pointer], catalogue);
}

/** Sets a knob of the task, such as its vocabulary. */
export function setTaskKnobs(
  document: ArchitectureDocument,
  knobs: Readonly<Record<string, JsonValue | undefined>>,
  catalogue: Catalogue,
): EditOutcome {
  const task = { ...document.task, knobs: withEntries(document.task.knobs, knobs) };
  return settled({ ...document, task }, [], catalogue);
}

function withEntries(
  before: Readonly<Record<string, JsonValue>> | undefined,
  changes: Readonly<Record<string, JsonValue | undefined>>,
): Readonly<Record<string, JsonValue>> {
  const entries = Object.entries({ ...before, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** Fields of an item that an editor sets as they are; undefined takes one back to its default. */
export type EditedField =
  | "times"
  | "sharing"
  | "share"
  | "stream"
  | "inject"
  | "placement"
  | "scale"
  | "skipScale"
  | "skip"
  | "from"
  | "join"
  | "norm"
  | "branches"
  | "name";

/** Sets a field of a container or block, such as the passes of a repeat; its value is checked like any other. */
export function setField(
  document: ArchitectureDocument,
  pointer: Pointer,
  field: EditedField,
  value: unknown,
  catalogue: Catalogue,
): EditOutcome {
  if (itemAt(document, pointer) === undefined) return GONE;
  return settled(withValueAt(document, [...pointer, field], value), [pointer], catalogue);
}

/** Gives a node another slug; ties, heads and taps that name it or something inside it follow. Undefined: its role's. */
export function renameSlug(
  document: ArchitectureDocument,
  pointer: Pointer,
  slug: string | undefined,
  catalogue: Catalogue,
): EditOutcome {
  if (itemAt(document, pointer) === undefined) return GONE;
  const renamed = withValueAt(document, [...pointer, "slug"], slug);
  const addresses = renamedAddresses(document, renamed, catalogue);
  return settled(withReferences(renamed, addresses), [pointer], catalogue);
}

function renamedAddresses(before: ArchitectureDocument, after: ArchitectureDocument, catalogue: Catalogue) {
  const now = outlineOf(after, catalogue).byKey;
  const renamed = new Map<string, string>();
  for (const node of outlineOf(before, catalogue).nodes) {
    const address = now.get(pointerKey(node.pointer))?.address;
    if (address !== undefined && address !== node.address) renamed.set(node.address, address);
  }
  return renamed;
}

function withReferences(document: ArchitectureDocument, renamed: ReadonlyMap<string, string>): ArchitectureDocument {
  const node = (address: string): string => renamed.get(address) ?? address;
  const parameter = (name: string): string => {
    const point = name.lastIndexOf(".");
    return `${node(name.slice(0, point))}${name.slice(point)}`;
  };
  const tie = ({ tie: tied }: BlockItem): BlockItem["tie"] =>
    typeof tied === "object"
      ? Object.fromEntries(Object.entries(tied).map(([own, other]) => [own, parameter(other)]))
      : tied === undefined
        ? undefined
        : node(tied);
  const visit = (item: Item): Item => {
    if (isContainer(item)) return mapChildren(item, [], visit);
    return item.tie === undefined ? item : { ...item, tie: tie(item) };
  };
  const point = <Point extends { readonly node?: string | undefined }>(one: Point): Point =>
    one.node === undefined ? one : { ...one, node: node(one.node) };
  const mapped = mapItems(document, visit);
  const taps = mapped.taps === undefined ? {} : { taps: mapped.taps.map(point) };
  return { ...mapped, heads: mapped.heads.map(point), ...taps };
}
