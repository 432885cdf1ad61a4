import type { Catalogue } from "./definition.ts";
import { LIMITS } from "./limits.ts";
import type { Pointer, Problem } from "./problem.ts";
import { isContainer, slotsOf, type ArchitectureDocument, type Item } from "./types.ts";

/** A repeat around a node, and whether the node has weights for each of its passes. */
export interface RepeatFrame {
  /** Key of the repeat's own node. */
  readonly repeat: string;
  readonly times: number;
  readonly sharing: "one" | "each";
}

/** An item with its place and its name. */
export interface DocumentNode {
  /** The pointer as one text; unique. */
  readonly key: string;
  readonly pointer: Pointer;
  readonly item: Item;
  readonly slug: string;
  /** Slugs from the root joined by points: begins the names of its parameters. */
  readonly address: string;
  /** Repeats around it, outermost first. */
  readonly frames: readonly RepeatFrame[];
  /** Key of the container around it; undefined in trunk and heads. */
  readonly parent: string | undefined;
}

/** Every node of a document in order, with its address. */
export interface Outline {
  readonly nodes: readonly DocumentNode[];
  readonly byKey: ReadonlyMap<string, DocumentNode>;
  readonly byAddress: ReadonlyMap<string, DocumentNode>;
  readonly problems: readonly Problem[];
}

export function pointerKey(pointer: Pointer): string {
  return pointer.join("/");
}

/**
 * Names every node. A repeat opens a namespace (`layers` unless it has a slug); every other container only when it has
 * a slug of its own, so that wrapping a block in a residual changes neither its name nor its initial weights.
 */
export function outlineOf(document: ArchitectureDocument, catalogue: Catalogue): Outline {
  const namer = new Namer(catalogue);
  namer.visitAll(document.trunk, ["trunk"], { namespace: [], frames: [], parent: undefined });
  document.heads.forEach((head, index) => {
    namer.visitAll(head.body ?? [], ["heads", index, "body"], {
      namespace: [head.name],
      frames: [],
      parent: undefined,
    });
  });
  return namer;
}

interface Place {
  readonly namespace: readonly string[];
  readonly frames: readonly RepeatFrame[];
  readonly parent: string | undefined;
}

class Namer implements Outline {
  readonly nodes: DocumentNode[] = [];
  readonly byKey = new Map<string, DocumentNode>();
  readonly byAddress = new Map<string, DocumentNode>();
  readonly problems: Problem[] = [];
  private readonly catalogue: Catalogue;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
  }

  visitAll(items: readonly Item[], pointer: Pointer, place: Place): void {
    items.forEach((item, index) => this.visit(item, [...pointer, index], place));
  }

  private visit(item: Item, pointer: Pointer, place: Place, slug = defaultSlug(item, this.catalogue)): void {
    const key = pointerKey(pointer);
    const frames = item.share === undefined ? place.frames : withSharing(place.frames, item.share);
    const address = [...place.namespace, slug].join(".");
    const node = { key, pointer, item, slug, address, frames, parent: place.parent };
    this.register(node);
    if (!isContainer(item)) return;
    const opens = item.kind === "repeat" || item.slug !== undefined;
    const inner: Place = {
      namespace: opens ? [...place.namespace, slug] : place.namespace,
      frames:
        item.kind === "repeat"
          ? [...frames, { repeat: key, times: item.times, sharing: item.sharing ?? "each" }]
          : frames,
      parent: key,
    };
    for (const { name, entries } of slotsOf(item)) {
      for (const entry of entries) {
        const named =
          name === "norm" && entry.item.slug === undefined ? `${roleOf(item, this.catalogue)}-norm` : undefined;
        this.visit(entry.item, [...pointer, ...entry.path], this.inBranch(item, entry.path, inner), named);
      }
    }
  }

  private inBranch(item: Item, path: Pointer, place: Place): Place {
    if (item.kind !== "parallel" || !isContainer(item)) return place;
    const slug = item.branches[Number(path[1])]?.slug;
    return slug === undefined ? place : { ...place, namespace: [...place.namespace, slug] };
  }

  private register(node: DocumentNode): void {
    this.nodes.push(node);
    this.byKey.set(node.key, node);
    const taken = this.byAddress.get(node.address);
    if (taken === undefined) {
      this.byAddress.set(node.address, node);
      return;
    }
    if (isTransparent(node.item) || isTransparent(taken.item)) return;
    const suggestion = freshSlug(node.slug, (slug) =>
      this.byAddress.has([...node.address.split(".").slice(0, -1), slug].join(".")),
    );
    this.problems.push({
      pointer: node.pointer,
      node: node.address,
      sentence: `Two blocks are called “${node.address}”; give the second another slug, such as “${suggestion}”.`,
      field: "slug",
      suggestion,
    });
  }
}

/** A container that is named only for display: nothing but its own scale parameters hangs on its slug. */
function isTransparent(item: Item): boolean {
  if (!isContainer(item) || item.slug !== undefined || item.kind === "repeat") return false;
  return item.kind !== "residual" || (typeof item.scale !== "object" && typeof item.skipScale !== "object");
}

function withSharing(frames: readonly RepeatFrame[], sharing: "one" | "each"): readonly RepeatFrame[] {
  const innermost = frames.at(-1);
  return innermost === undefined ? frames : [...frames.slice(0, -1), { ...innermost, sharing }];
}

/** The role of a block, or of the first block of a container's body. */
export function roleOf(item: Item, catalogue: Catalogue): string {
  if (!isContainer(item)) return item.slug ?? catalogue.blocks.get(item.kind)?.role ?? item.kind;
  const body = slotsOf(item).filter((slot) => slot.name !== "norm" && slot.name !== "transition");
  const first = body.at(0)?.entries.at(0)?.item;
  return first === undefined ? item.kind : roleOf(first, catalogue);
}

/** A node's slug when it has none of its own. */
export function defaultSlug(item: Item, catalogue: Catalogue): string {
  if (item.slug !== undefined) return item.slug;
  if (!isContainer(item)) return roleOf(item, catalogue);
  return item.kind === "repeat" ? "layers" : `${roleOf(item, catalogue)}-${item.kind}`.slice(0, LIMITS.slugLetters);
}

/** The slug if it is free; else counted on from its number, or from 2: `mamba`, `mamba-2`, `mamba-3`. Not longer than a slug may be. */
export function freshSlug(slug: string, isTaken: (slug: string) => boolean): string {
  if (!isTaken(slug)) return slug;
  const [, name = slug, last = "1"] = /^(.+)-([1-9]\d{0,4})$/.exec(slug) ?? [];
  for (let number = Number(last) + 1; ; number += 1) {
    const ending = `-${number}`;
    const candidate = name.slice(0, LIMITS.slugLetters - ending.length) + ending;
    if (!isTaken(candidate)) return candidate;
  }
}
