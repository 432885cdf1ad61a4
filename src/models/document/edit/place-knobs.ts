import { z } from "../../../lib/zod.ts";
import type { Catalogue } from "../definition.ts";
import { choiceKnob, knobFields, type KnobField } from "../knobs.ts";
import type { Pointer } from "../problem.ts";
import type { JsonValue } from "../schema.ts";
import { isContainer, type ArchitectureDocument, type Item } from "../types.ts";
import { setField } from "./fields.ts";
import type { EditOutcome } from "./outcome.ts";
import { itemAt } from "./places.ts";

/** What an item may be told because of where it stands. */
export type PlaceKnobName = "share" | "stream";

/** A choice that an item's place gives it, such as its own sharing of weights inside a repeat. */
export interface PlaceKnob {
  readonly name: PlaceKnobName;
  readonly field: KnobField;
}

const MAIN = "main";
const AS_AROUND = "as what is around it";
const AS_REPEAT = "as the repeat says";
const SHARES = { one: "one set for all passes", each: "each pass its own" } as const;

function fieldOf(name: PlaceKnobName, knob: ReturnType<typeof choiceKnob>): PlaceKnob {
  return { name, field: knobFields(z.strictObject({ [name]: knob }))[0] };
}

const SHARE = fieldOf(
  "share",
  choiceKnob({
    title: "Weights across passes",
    help: "Lets this item differ from its repeat: one set of weights for all passes, or one for each.",
    choices: [AS_REPEAT, ...Object.values(SHARES)],
    default: AS_REPEAT,
  }),
);

function streamKnob({ streams = [] }: ArchitectureDocument): PlaceKnob | undefined {
  const names = [...new Set([MAIN, ...streams.map(({ name }) => name)])];
  if (names.length < 2) return undefined;
  const knob = choiceKnob({
    title: "Stream",
    help: "The stream that the items inside read and write unless they say otherwise.",
    choices: [AS_AROUND, ...names],
    default: AS_AROUND,
  });
  return fieldOf("stream", knob);
}

function isInRepeat(document: ArchitectureDocument, pointer: Pointer): boolean {
  return pointer.some((_, length) => itemAt(document, pointer.slice(0, length))?.kind === "repeat");
}

/** The choices of the item there: its share inside a repeat, a container's stream where the document declares several. */
export function placeKnobs(document: ArchitectureDocument, pointer: Pointer): readonly PlaceKnob[] {
  const item = itemAt(document, pointer);
  if (item === undefined) return [];
  const stream = isContainer(item) ? streamKnob(document) : undefined;
  return [...(isInRepeat(document, pointer) ? [SHARE] : []), ...(stream === undefined ? [] : [stream])];
}

export function placeValue(item: Item, name: PlaceKnobName): string {
  if (name === "share") return item.share === undefined ? AS_REPEAT : SHARES[item.share];
  return (isContainer(item) ? item.stream : undefined) ?? AS_AROUND;
}

/** Sets such a choice; the default leaves the document. */
export function setPlaceKnob(
  document: ArchitectureDocument,
  pointer: Pointer,
  { name, value }: { readonly name: PlaceKnobName; readonly value: JsonValue },
  catalogue: Catalogue,
): EditOutcome {
  const share = Object.entries(SHARES).find(([, words]) => words === value)?.[0];
  const stream = value === AS_AROUND ? undefined : value;
  return setField(document, pointer, name, name === "share" ? share : stream, catalogue);
}
