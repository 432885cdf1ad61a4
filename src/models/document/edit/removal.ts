import type { Pointer } from "../problem.ts";
import { isContainer, type ArchitectureDocument, type ContainerItem, type Item } from "../types.ts";
import { isWithin, samePlace } from "./places.ts";

/**
 * The document without the items at the pointers, without containers that are left empty, and with a parallel's last
 * branch standing by itself. An item in which nothing is removed stays the same object, by which it is found again.
 */
export function withoutItems(document: ArchitectureDocument, gone: readonly Pointer[]): ArchitectureDocument {
  const items = (list: readonly Item[], slot: Pointer): readonly Item[] =>
    list.flatMap((item, index) => one(item, [...slot, index]));

  const one = (item: Item, pointer: Pointer): readonly Item[] => {
    if (gone.some((other) => samePlace(other, pointer))) return [];
    const isTouched = isContainer(item) && gone.some((other) => isWithin(other, pointer));
    return isTouched ? inside(item, pointer) : [item];
  };

  const inside = (item: ContainerItem, pointer: Pointer): readonly Item[] => {
    if (item.kind === "parallel") {
      const branches = item.branches
        .map((branch, index) => ({ ...branch, body: items(branch.body, [...pointer, "branches", index, "body"]) }))
        .filter((branch) => branch.body.length > 0);
      return branches.length > 1 ? [{ ...item, branches }] : (branches.at(0)?.body ?? []);
    }
    const body = items(item.body, [...pointer, "body"]);
    if (body.length === 0) return [];
    if (item.kind === "residual")
      return [{ ...item, body, norm: item.norm && one(item.norm, [...pointer, "norm"])[0] }];
    if (item.kind !== "stage") return [{ ...item, body }];
    const transition = items(item.transition ?? [], [...pointer, "transition"]);
    return [{ ...item, body, transition: transition.length === 0 ? undefined : transition }];
  };

  return {
    ...document,
    trunk: items(document.trunk, ["trunk"]),
    heads: document.heads.map((head, index) =>
      head.body === undefined ? head : { ...head, body: items(head.body, ["heads", index, "body"]) },
    ),
  };
}
