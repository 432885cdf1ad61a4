import type { Catalogue } from "../definition.ts";
import type { Pointer } from "../problem.ts";
import type { ContainerKind } from "../schema.ts";
import { isContainer, type ArchitectureDocument, type ContainerItem, type Item } from "../types.ts";
import { settled, type EditOutcome } from "./outcome.ts";
import { itemAt, itemsAt, outermost, placeOf, pointersTo, withValueAt } from "./places.ts";
import { areSiblings, copyOf } from "./rearrange.ts";

/** What each container does, for menus and the inspector; the one source of these words. */
export const CONTAINER_HELP: Readonly<Record<ContainerKind, { readonly title: string; readonly help: string }>> = {
  residual: {
    title: "Residual",
    help: "Adds what is inside to the stream that enters it, with a norm before the branch or after the sum.",
  },
  repeat: { title: "Repeat", help: "Runs what is inside several times, with weights of their own or shared." },
  sequence: {
    title: "Sequence",
    help: "Lets the residuals inside read an older stream: one residual old is standard, two is a ladder.",
  },
  parallel: { title: "Parallel", help: "Runs branches on the same stream and sums, multiplies or concatenates them." },
  stage: { title: "Stage", help: "Groups blocks that work at one resolution, with a transition on entry." },
};

function containerAround(kind: ContainerKind, body: readonly Item[]): ContainerItem {
  switch (kind) {
    case "residual":
      return { kind, norm: { kind: "norm" }, body };
    case "repeat":
      return { kind, times: 2, body };
    case "parallel":
      return { kind, join: "sum", branches: [{ body }, { body: body.map(copyOf) }] };
    default:
      return { kind, body };
  }
}

/** Puts neighbours into a new container: a residual brings a norm, a repeat runs twice, a parallel holds them twice. */
export function wrapItems(
  document: ArchitectureDocument,
  pointers: readonly Pointer[],
  kind: ContainerKind,
  catalogue: Catalogue,
): EditOutcome {
  const chosen = outermost(document, pointers);
  const first = chosen.at(0);
  const place = first === undefined ? undefined : placeOf(first);
  if (first === undefined || place === undefined) {
    return { refusal: `Choose the blocks that the ${kind} shall hold; a norm belongs to its residual.` };
  }
  const isRun = chosen.every((one, at) => areSiblings(one, first) && one.at(-1) === place.index + at);
  if (!isRun) {
    return { refusal: `Only neighbours in one container can be wrapped together; choose a run without gaps.` };
  }
  const siblings = itemsAt(document, place.slot);
  const container = containerAround(kind, siblings.slice(place.index, place.index + chosen.length));
  const list = siblings.toSpliced(place.index, chosen.length, container);
  return settled(withValueAt(document, place.slot, list), [first], catalogue);
}

/** Leaves what a container holds and takes the container itself away, its norm with it. */
export function unwrapItem(document: ArchitectureDocument, pointer: Pointer, catalogue: Catalogue): EditOutcome {
  const item = itemAt(document, pointer);
  const place = placeOf(pointer);
  if (item === undefined || place === undefined || !isContainer(item)) {
    return { refusal: "Only a container can be taken away around its blocks; choose one." };
  }
  if (item.kind === "parallel") {
    return {
      refusal: "Branches that run beside each other have no order to stand in; remove branches until one is left.",
    };
  }
  const inside = [...(item.kind === "stage" ? (item.transition ?? []) : []), ...item.body];
  const list = itemsAt(document, place.slot).toSpliced(place.index, 1, ...inside);
  const unwrapped = withValueAt(document, place.slot, list);
  return settled(unwrapped, pointersTo(unwrapped, new Set(inside)), catalogue);
}
