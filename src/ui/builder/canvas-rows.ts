import { CATALOGUE } from "../../models/blocks/index.ts";
import type { Place } from "../../models/document/edit/places.ts";
import { outlineOf } from "../../models/document/outline.ts";
import type { Pointer } from "../../models/document/problem.ts";
import { shapeText } from "../../models/document/shape.ts";
import {
  isContainer,
  slotsOf,
  type ArchitectureDocument,
  type ContainerItem,
  type Item,
} from "../../models/document/types.ts";
import { checkParsed } from "../../models/document/validate.ts";

/** One line of the canvas: a block, a folded repeat, or where a container opens or closes. */
export interface CanvasRow {
  readonly id: string;
  readonly role: "block" | "folded" | "open" | "close" | "head";
  readonly pointer: Pointer;
  readonly item: Item | undefined;
  readonly depth: number;
  /** Slugs of the node; "" for a head's label. */
  readonly address: string;
  /** Shape of what leaves this line, such as `[T, 96]`. */
  readonly shape: string;
}

/** A link along which the stream runs, with the place between its ends where items can be put. */
export interface CanvasLink {
  readonly from: string;
  readonly to: string;
  readonly shape: string;
  readonly place: Place | undefined;
}

export interface CanvasPlan {
  readonly rows: readonly CanvasRow[];
  readonly links: readonly CanvasLink[];
}

/** The lines of a document from top to bottom, and the links between them; a folded repeat is one line. */
export function canvasPlan(document: ArchitectureDocument, isFolded: (address: string) => boolean): CanvasPlan {
  return new Planner(document, isFolded).plan();
}

class Planner {
  private readonly document: ArchitectureDocument;
  private readonly rows: CanvasRow[] = [];
  private readonly links: CanvasLink[] = [];
  private readonly shapes: ReadonlyMap<string, string>;
  private readonly addresses: ReadonlyMap<string, string>;
  private readonly isFolded: (address: string) => boolean;

  constructor(document: ArchitectureDocument, isFolded: (address: string) => boolean) {
    this.document = document;
    this.isFolded = isFolded;
    this.shapes = shapesByNode(document);
    const { nodes } = outlineOf(document, CATALOGUE);
    this.addresses = new Map(nodes.map(({ key, address }) => [key, address]));
  }

  plan(): CanvasPlan {
    const last = this.list(this.document.trunk, ["trunk"], 0, undefined);
    this.document.heads.forEach((head, index) => {
      const row = this.row({ role: "head", pointer: ["heads", index], item: undefined, depth: 0, before: last?.row });
      // The trunk's end is one place, however many heads read it.
      this.link(last?.row, row, index === 0 ? last?.end : undefined);
      this.list(head.body ?? [], ["heads", index, "body"], 0, row);
    });
    return { rows: this.rows, links: this.links };
  }

  /** Lines of a list behind `before`; the last of them, and the place behind it. */
  private list(items: readonly Item[], slot: Pointer, depth: number, before: CanvasRow | undefined) {
    let row = before;
    items.forEach((item, index) => {
      row = this.item(item, [...slot, index], depth, row, { slot, index });
    });
    return row === undefined ? undefined : { row, end: { slot, index: items.length } };
  }

  private item(
    item: Item,
    pointer: Pointer,
    depth: number,
    before: CanvasRow | undefined,
    place: Place | undefined,
  ): CanvasRow {
    const row = this.row({ role: this.roleOf(item, pointer), pointer, item, depth, before });
    this.link(before, row, place);
    return isContainer(item) && row.role === "open" ? this.container(item, row) : row;
  }

  private roleOf(item: Item, pointer: Pointer): CanvasRow["role"] {
    if (!isContainer(item)) return "block";
    const address = this.addresses.get(pointer.join("/")) ?? "";
    return item.kind === "repeat" && this.isFolded(address) ? "folded" : "open";
  }

  private container(item: ContainerItem, open: CanvasRow): CanvasRow {
    const { pointer, depth } = open;
    const slots = slotsOf(item);
    const norm = slots.find((slot) => slot.name === "norm")?.entries[0];
    const isPost = item.kind === "residual" && item.placement === "post";
    const addNorm = (before: CanvasRow): CanvasRow =>
      norm === undefined ? before : this.item(norm.item, [...pointer, ...norm.path], depth + 1, before, undefined);
    const lists = slots.filter((slot) => slot.name !== "norm");
    const ends: { readonly row: CanvasRow; readonly place: Place | undefined }[] = [];
    let start = isPost ? open : addNorm(open);
    for (const { entries } of lists) {
      const slot = [...pointer, ...entries[0].path.slice(0, -1)];
      const ended = this.list(
        entries.map((entry) => entry.item),
        slot,
        depth + 1,
        start,
      );
      if (ended === undefined) continue;
      if (item.kind === "parallel") ends.push({ row: ended.row, place: ended.end });
      else {
        ends.splice(0, ends.length, { row: ended.row, place: ended.end });
        start = ended.row;
      }
    }
    if (isPost && ends.length > 0) {
      const normed = addNorm(ends[0].row);
      if (normed !== ends[0].row) ends.splice(0, 1, { row: normed, place: undefined });
    }
    const close = this.row({ role: "close", pointer, item, depth, before: ends.at(-1)?.row });
    for (const { row, place } of ends) this.link(row, close, place);
    return close;
  }

  private row(
    fields: Omit<CanvasRow, "id" | "shape" | "address"> & { readonly before: CanvasRow | undefined },
  ): CanvasRow {
    const { before, ...own } = fields;
    const key = own.pointer.join("/");
    const inferred = own.role === "open" || own.role === "head" ? undefined : this.shapeOf(own.item, own.pointer);
    const row: CanvasRow = {
      ...own,
      id: own.role === "close" ? `${key}/end` : key,
      address: this.addresses.get(key) ?? "",
      shape: inferred ?? before?.shape ?? "",
    };
    this.rows.push(row);
    return row;
  }

  /** Shape of what a node writes; of a container without a join of its own, what the last item inside writes. */
  private shapeOf(item: Item | undefined, pointer: Pointer): string | undefined {
    const own = this.shapes.get(pointer.join("/"));
    if (own !== undefined || item === undefined || !isContainer(item)) return own;
    const last = slotsOf(item).at(-1)?.entries.at(-1);
    return last === undefined ? undefined : this.shapeOf(last.item, [...pointer, ...last.path]);
  }

  private link(from: CanvasRow | undefined, to: CanvasRow, place: Place | undefined): void {
    if (from !== undefined) this.links.push({ from: from.id, to: to.id, shape: from.shape, place });
  }
}

/** Shape of what each node writes, in its last pass. */
function shapesByNode(document: ArchitectureDocument): ReadonlyMap<string, string> {
  const { program, shapes } = checkParsed(document, CATALOGUE);
  const found = new Map<string, string>();
  for (const step of program?.steps ?? []) {
    const value = step.step === "block" ? step.writes[0] : step.write;
    const shape = shapes?.[value];
    if (shape !== undefined) found.set(step.node.key, shapeText(shape));
  }
  return found;
}
