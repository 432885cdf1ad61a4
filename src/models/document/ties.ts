import type { DocumentNode, Outline } from "./outline.ts";
import { Refusal } from "./problem.ts";
import { isContainer } from "./types.ts";

/** Whose weights a block uses. */
export interface ResolvedTie {
  /** Scope of the node whose weights are used. */
  readonly weights: string;
  /** Own parameter name → full name of another's. */
  readonly tied: ReadonlyMap<string, string>;
}

/** Where a node's own parameters are named, in the given passes. Throws when a pass is needed that is not given. */
export function scopeName(node: DocumentNode, passes: ReadonlyMap<string, number>): string {
  const own = node.frames.filter((frame) => frame.sharing === "each");
  const indices = own.map((frame) => {
    const pass = passes.get(frame.repeat) ?? (frame.times === 1 ? 0 : undefined);
    if (pass !== undefined) return pass;
    throw new Refusal(
      `“${node.address}” has weights of its own in each of ${frame.times} passes, so it is not clear which are meant. Tie inside the same repeat, or set its sharing to “one”.`,
      "tie",
    );
  });
  return [node.address, ...indices].join(".");
}

/** Follows a block's ties to the weights they end at. */
export function resolveTie(node: DocumentNode, outline: Outline, passes: ReadonlyMap<string, number>): ResolvedTie {
  const root = followNodeTies(node, outline);
  const tied = new Map<string, string>();
  const direct = isContainer(root.item) || typeof root.item.tie === "string" ? undefined : root.item.tie;
  for (const [parameter, target] of Object.entries(direct ?? {})) {
    const owner = nodeAt(target.slice(0, target.lastIndexOf(".")), outline);
    if (outline.nodes.indexOf(owner) > outline.nodes.indexOf(root)) {
      throw new Refusal(`“${owner.address}” comes later; let it be tied to “${root.address}” instead.`, "tie");
    }
    tied.set(parameter, followParameterTies(target, outline, passes));
  }
  return { weights: scopeName(root, passes), tied };
}

function followNodeTies(node: DocumentNode, outline: Outline): DocumentNode {
  const seen = new Set<string>();
  let current = node;
  for (;;) {
    if (isContainer(current.item) || typeof current.item.tie !== "string") return current;
    if (seen.has(current.key)) throw new Refusal(`“${node.address}” is tied to itself by a circle of ties.`, "tie");
    seen.add(current.key);
    const target = nodeAt(current.item.tie, outline);
    if (target.item.kind !== current.item.kind) {
      throw new Refusal(
        `“${target.address}” is of kind ${target.item.kind}, not ${current.item.kind}; only blocks of one kind can share all weights.`,
        "tie",
      );
    }
    current = target;
  }
}

function followParameterTies(target: string, outline: Outline, passes: ReadonlyMap<string, number>): string {
  const seen = new Set<string>();
  let name = target;
  for (;;) {
    if (seen.has(name)) throw new Refusal(`“${target}” is tied to itself by a circle of ties.`, "tie");
    seen.add(name);
    const cut = name.lastIndexOf(".");
    const parameter = name.slice(cut + 1);
    const root = followNodeTies(nodeAt(name.slice(0, cut), outline), outline);
    const ties = isContainer(root.item) || typeof root.item.tie !== "object" ? {} : root.item.tie;
    const next = Object.hasOwn(ties, parameter) ? ties[parameter] : undefined;
    if (next === undefined) return `${scopeName(root, passes)}.${parameter}`;
    name = next;
  }
}

function nodeAt(address: string, outline: Outline): DocumentNode {
  const node = outline.byAddress.get(address);
  if (node === undefined) {
    throw new Refusal(
      `there is no node “${address}” to tie to. The nodes are ${[...outline.byAddress.keys()].slice(0, 12).join(", ")}.`,
      "tie",
    );
  }
  if (isContainer(node.item)) throw new Refusal(`“${address}” is a container; tie single blocks.`, "tie");
  return node;
}
