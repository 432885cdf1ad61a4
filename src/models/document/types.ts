import type { DOCUMENT_FORMAT, JsonValue } from "./schema.ts";

type Optional<T> = T | undefined;

interface ItemFields {
  readonly id?: Optional<string>;
  readonly name?: Optional<string>;
  readonly slug?: Optional<string>;
  readonly share?: Optional<"one" | "each">;
}

/** A block as the document holds it: knobs may be elided where they equal the defaults of its version. */
export interface BlockItem extends ItemFields {
  readonly kind: string;
  readonly version?: Optional<number>;
  readonly knobs?: Optional<Readonly<Record<string, JsonValue>>>;
  readonly perPass?: Optional<Readonly<Record<string, readonly JsonValue[]>>>;
  readonly reads?: Optional<readonly string[]>;
  readonly writes?: Optional<readonly string[]>;
  readonly tie?: Optional<string | Readonly<Record<string, string>>>;
}

interface ContainerFields extends ItemFields {
  readonly stream?: Optional<string>;
}

/** A factor of a residual's arm: fixed, or learned as one number or one for each channel. */
export type Scale = number | { readonly learned: "scalar" | "channel"; readonly initial: number };

export interface ResidualItem extends ContainerFields {
  readonly kind: "residual";
  readonly writes?: Optional<readonly string[]>;
  readonly placement?: Optional<"pre" | "post">;
  readonly norm?: Optional<Item>;
  readonly body: readonly Item[];
  readonly scale?: Optional<Scale>;
  readonly skipScale?: Optional<Scale>;
}

export interface SequenceItem extends ContainerFields {
  readonly kind: "sequence";
  readonly skip?: Optional<number>;
  readonly from?: Optional<number>;
  readonly body: readonly Item[];
}

export interface RepeatItem extends ContainerFields {
  readonly kind: "repeat";
  readonly times: number;
  readonly sharing?: Optional<"one" | "each">;
  readonly inject?: Optional<"none" | "add">;
  readonly body: readonly Item[];
}

export interface Branch {
  readonly slug?: Optional<string>;
  readonly name?: Optional<string>;
  readonly stream?: Optional<string>;
  readonly body: readonly Item[];
}

export interface ParallelItem extends ContainerFields {
  readonly kind: "parallel";
  readonly join: "sum" | "concat" | "gate";
  readonly branches: readonly Branch[];
}

export interface StageItem extends ContainerFields {
  readonly kind: "stage";
  readonly transition?: Optional<readonly Item[]>;
  readonly body: readonly Item[];
}

export type ContainerItem = ResidualItem | SequenceItem | RepeatItem | ParallelItem | StageItem;
export type Item = BlockItem | ContainerItem;

export interface FeatureShape {
  readonly positions: readonly (number | "T")[];
  readonly width: number;
}

export interface StreamDeclaration {
  readonly name: string;
  readonly start?: Optional<{ readonly input: string } | { readonly zeros: FeatureShape }>;
  readonly shape?: Optional<FeatureShape>;
}

/** A place where a value is taken: a stream, at the trunk's end or right after a node. */
export interface StreamPoint {
  readonly stream?: Optional<string>;
  readonly node?: Optional<string>;
  readonly lastPasses?: Optional<number>;
}

export interface Head extends StreamPoint {
  readonly name: string;
  readonly port?: Optional<string>;
  readonly body?: Optional<readonly Item[]>;
}

export interface Tap extends StreamPoint {
  readonly name: string;
}

/** An architecture: nesting orders execution, data flows by named streams. */
export interface ArchitectureDocument {
  readonly format: typeof DOCUMENT_FORMAT;
  readonly name?: Optional<string>;
  readonly task: { readonly kind: string; readonly knobs?: Optional<Readonly<Record<string, JsonValue>>> };
  readonly streams?: Optional<readonly StreamDeclaration[]>;
  readonly trunk: readonly Item[];
  readonly heads: readonly Head[];
  readonly taps?: Optional<readonly Tap[]>;
}

const CONTAINERS: ReadonlySet<string> = new Set(["residual", "sequence", "repeat", "parallel", "stage"]);

export function isContainer(item: Item): item is ContainerItem {
  return CONTAINERS.has(item.kind);
}

/** An item in a slot, with the keys that lead to it from its container. */
export interface SlotEntry {
  readonly path: readonly (string | number)[];
  readonly item: Item;
}

/** One of a container's named, ordered slots. */
export interface Slot {
  readonly name: string;
  readonly entries: readonly SlotEntry[];
}

function slot(path: readonly (string | number)[], name: string, items: readonly Item[]): Slot {
  return { name, entries: items.map((item, index) => ({ path: [...path, index], item })) };
}

export function slotsOf(item: ContainerItem): readonly Slot[] {
  const first: Slot[] = [];
  switch (item.kind) {
    case "residual":
      if (item.norm !== undefined) first.push({ name: "norm", entries: [{ path: ["norm"], item: item.norm }] });
      break;
    case "stage":
      if (item.transition !== undefined) first.push(slot(["transition"], "transition", item.transition));
      break;
    case "parallel":
      return item.branches.map((branch, index) =>
        slot(["branches", index, "body"], `branch ${index + 1}`, branch.body),
      );
    default:
  }
  return [...first, slot(["body"], "body", item.body)];
}
