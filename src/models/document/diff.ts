import type { Catalogue } from "./definition.ts";
import { resolveKnobs } from "./knobs.ts";
import { outlineOf, type DocumentNode, type Outline } from "./outline.ts";
import { isContainer, type ArchitectureDocument, type Item } from "./types.ts";

/** One difference between two documents, from `before` to `after`. */
export interface Change {
  readonly change: "added" | "removed" | "changed" | "moved";
  /** Address of the node; "" for the document itself. */
  readonly node: string;
  readonly title: string;
  /** Knob or field, for a change of one. */
  readonly field?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const STRUCTURE = new Set(["id", "name", "slug", "kind", "knobs", "version", "body", "norm", "transition", "branches"]);
const TRANSPARENT = new Set(["sequence", "stage", "parallel"]);

/** What differs in meaning. Nodes correspond when their addresses do; knobs are compared with defaults filled in. */
export function diffDocuments(
  before: ArchitectureDocument,
  after: ArchitectureDocument,
  catalogue: Catalogue,
): readonly Change[] {
  const old = outlineOf(before, catalogue);
  const now = outlineOf(after, catalogue);
  return [
    ...fieldChanges("", "Task", taskFields(before, catalogue), taskFields(after, catalogue)),
    ...fieldChanges("", "Document", documentFields(before), documentFields(after)),
    ...presence(old, now, "removed", catalogue),
    ...presence(now, old, "added", catalogue),
    ...[...now.byAddress.values()].flatMap((node) => {
      const earlier = old.byAddress.get(node.address);
      return earlier === undefined ? [] : nodeChanges(earlier, node, catalogue);
    }),
    ...moves(old, now, catalogue),
  ];
}

function presence(
  nodes: Outline,
  others: Outline,
  change: "added" | "removed",
  catalogue: Catalogue,
): readonly Change[] {
  return [...nodes.byAddress.values()]
    .filter((node) => !others.byAddress.has(node.address))
    .map((node) => ({ change, node: node.address, title: titleOf(node.item, catalogue) }));
}

function nodeChanges(before: DocumentNode, after: DocumentNode, catalogue: Catalogue): readonly Change[] {
  const title = titleOf(after.item, catalogue);
  if (before.item.kind !== after.item.kind) {
    const kinds = { before: before.item.kind, after: after.item.kind };
    return [{ change: "changed", node: after.address, title, field: "kind", ...kinds }];
  }
  return fieldChanges(after.address, title, itemFields(before.item, catalogue), itemFields(after.item, catalogue));
}

/** Nodes that both documents have in the same container, but in another order. */
function moves(before: Outline, after: Outline, catalogue: Catalogue): readonly Change[] {
  const order = (outline: Outline, other: Outline) =>
    [...outline.byAddress.values()].filter(
      (node) => other.byAddress.has(node.address) && !TRANSPARENT.has(node.item.kind),
    );
  const old = order(before, after).map((node) => node.address);
  const now = order(after, before);
  const kept = longestCommon(
    old,
    now.map((node) => node.address),
  );
  return now
    .filter((node) => !kept.has(node.address))
    .map((node) => ({ change: "moved", node: node.address, title: titleOf(node.item, catalogue) }));
}

/** Addresses that keep their relative order: the longest increasing run of old places. */
function longestCommon(old: readonly string[], now: readonly string[]): ReadonlySet<string> {
  const places = new Map(old.map((address, index) => [address, index]));
  const place = now.map((address) => places.get(address) ?? 0);
  const length: number[] = [];
  const previous: number[] = [];
  let last = -1;
  place.forEach((own, index) => {
    let best = -1;
    for (let other = 0; other < index; other++) {
      if (place[other] < own && (best === -1 || length[other] > length[best])) best = other;
    }
    previous.push(best);
    length.push(best === -1 ? 1 : length[best] + 1);
    if (last === -1 || length[index] > length[last]) last = index;
  });
  const kept = new Set<string>();
  for (let index = last; index !== -1; index = previous[index]) kept.add(now[index]);
  return kept;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldChanges(node: string, title: string, before: Fields, after: Fields): readonly Change[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ change: "changed", node, title, field, before: before[field], after: after[field] }));
}

function itemFields(item: Item, catalogue: Catalogue): Fields {
  const own = Object.entries(item).filter(([key, value]) => !STRUCTURE.has(key) && value !== undefined);
  if (isContainer(item)) return Object.fromEntries(own);
  const definition = catalogue.blocks.get(item.kind);
  const knobs = definition === undefined ? item.knobs : resolveKnobs(definition.knobs, item.knobs ?? {});
  return { ...knobs, ...Object.fromEntries(own) };
}

function taskFields(document: ArchitectureDocument, catalogue: Catalogue): Fields {
  const task = catalogue.tasks.get(document.task.kind);
  const knobs = task === undefined ? document.task.knobs : resolveKnobs(task.knobs, document.task.knobs ?? {});
  return { kind: document.task.kind, ...knobs };
}

function documentFields(document: ArchitectureDocument): Fields {
  const heads = document.heads.map(({ name, stream, node, port, lastPasses }) => ({
    name,
    stream,
    node,
    port,
    lastPasses,
  }));
  return { streams: document.streams, heads, taps: document.taps };
}

function titleOf(item: Item, catalogue: Catalogue): string {
  if (!isContainer(item)) return catalogue.blocks.get(item.kind)?.title ?? item.kind;
  return `${item.kind.charAt(0).toUpperCase()}${item.kind.slice(1)}`;
}
