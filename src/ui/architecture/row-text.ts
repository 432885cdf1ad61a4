import { CATALOGUE } from "../../models/blocks/index.ts";
import type { BlockDefinition } from "../../models/document/definition.ts";
import { knobFields } from "../../models/document/knobs.ts";
import type { BlockItem, ContainerItem, Item } from "../../models/document/types.ts";
import { isContainer } from "../../models/document/types.ts";

/** The definition behind an item of the canvas, whose document is valid. */
export function definitionOf(item: BlockItem): BlockDefinition {
  const definition = CATALOGUE.blocks.get(item.kind);
  if (definition === undefined) throw new Error(`the catalogue has no ${item.kind}`);
  return definition;
}

/** A container in a word or two, with the number that matters. */
export function containerText(item: ContainerItem): string {
  switch (item.kind) {
    case "repeat":
      return `repeat ×${item.times}${item.sharing === "one" ? ", one set of weights" : ""}`;
    case "residual":
      return item.norm === undefined ? "residual" : `residual, ${item.placement ?? "pre"}-norm`;
    case "sequence":
      return `sequence, skip ${item.skip ?? 1}`;
    case "parallel":
      return `parallel, ${item.join}`;
    case "stage":
      return "stage";
  }
}

export function titleOf(item: Item): string {
  if (isContainer(item)) return containerText(item);
  return item.name ?? definitionOf(item).title;
}

/** The knobs that matter, as "heads 6". */
export function shownKnobs(item: BlockItem): string[] {
  const { knobs, shown } = definitionOf(item);
  return knobFields(knobs)
    .filter(({ name }) => shown.includes(name))
    .map(({ name, default: usual }) => ({ name, value: item.knobs?.[name] ?? usual }))
    .filter(({ value }) => value !== null)
    .map(({ name, value }) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
}
