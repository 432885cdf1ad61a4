import { setField, setKnobs } from "../document/edit/fields.ts";
import { isRefused, type EditOutcome } from "../document/edit/outcome.ts";
import { itemAt, pointersOf } from "../document/edit/places.ts";
import type { Catalogue } from "../document/definition.ts";
import { resolveKnobs } from "../document/knobs.ts";
import type { Pointer } from "../document/problem.ts";
import { isContainer, type ArchitectureDocument } from "../document/types.ts";

export const LEVERS = ["hidden", "width", "depth"] as const;
export type LeverName = (typeof LEVERS)[number];

/** One number of a document that makes it dearer or cheaper as it grows. */
export interface Lever {
  readonly name: LeverName;
  /** As sentences call it: "hidden width". */
  readonly title: string;
  readonly value: number;
  readonly largest: number;
  set(value: number): EditOutcome;
}

export const LEVER_TITLES: Readonly<Record<LeverName, string>> = {
  hidden: "hidden width",
  width: "width",
  depth: "number of passes",
};

interface Found {
  readonly pointer: Pointer;
  readonly value: number;
}

/** The lever of a document; undefined where it has none of that name. */
export function leverOf(name: LeverName, document: ArchitectureDocument, catalogue: Catalogue): Lever | undefined {
  const found = name === "depth" ? repeats(document) : knobsCalled(name, document, catalogue);
  const first = found.at(0);
  if (first === undefined) return undefined;
  const lever = { name, title: LEVER_TITLES[name], value: first.value, largest: name === "depth" ? 256 : 16_384 };
  if (name === "depth") {
    return { ...lever, set: (times) => setField(document, first.pointer, "times", times, catalogue) };
  }
  return { ...lever, set: (value) => setTogether(document, found, name, value / first.value, catalogue) };
}

/** The outermost repeat with the most passes comes first. */
function repeats(document: ArchitectureDocument): readonly Found[] {
  return pointersOf(document)
    .flatMap((pointer) => {
      const item = itemAt(document, pointer);
      return item?.kind === "repeat" && isContainer(item) ? [{ pointer, value: item.times }] : [];
    })
    .sort((a, b) => a.pointer.length - b.pointer.length || b.value - a.value);
}

/** Width stands in embeddings only; every other block takes that of its stream. */
function knobsCalled(name: "hidden" | "width", document: ArchitectureDocument, catalogue: Catalogue): readonly Found[] {
  return pointersOf(document).flatMap((pointer) => {
    const item = itemAt(document, pointer);
    if (item === undefined || isContainer(item)) return [];
    const definition = catalogue.blocks.get(item.kind);
    if (definition === undefined || (name === "width" && definition.glyph !== "in-out")) return [];
    const value = resolveKnobs(definition.knobs, item.knobs ?? {})[name];
    return typeof value === "number" ? [{ pointer, value }] : [];
  });
}

/** Several blocks keep their proportions. They are set in one go: in between, the document may be invalid. */
function setTogether(
  document: ArchitectureDocument,
  found: readonly Found[],
  knob: string,
  ratio: number,
  catalogue: Catalogue,
): EditOutcome {
  let outcome: EditOutcome = { document, selection: [] };
  for (const { pointer, value } of found) {
    if (isRefused(outcome)) return outcome;
    outcome = setKnobs(outcome.document, pointer, { [knob]: Math.max(1, Math.round(value * ratio)) }, catalogue);
  }
  return outcome;
}
