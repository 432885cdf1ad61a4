import type { Catalogue } from "../../models/document/definition.ts";
import { setKnobs } from "../../models/document/edit/fields.ts";
import { isRefused, type EditOutcome } from "../../models/document/edit/outcome.ts";
import type { Pointer } from "../../models/document/problem.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";

const REACH = 256;

/** An edit, with a word on the value that was taken instead of the one that was asked for. */
export interface Snapped {
  readonly outcome: EditOutcome;
  readonly note: string | undefined;
}

/** Sets a whole number; one that is not legal goes on in the direction of the change to the next that is. */
export function setKnobSnapping(
  document: ArchitectureDocument,
  pointer: Pointer,
  knob: string,
  { wanted, before }: { readonly wanted: number; readonly before: number },
  catalogue: Catalogue,
): Snapped {
  const first = setKnobs(document, pointer, { [knob]: wanted }, catalogue);
  if (!isRefused(first) || !Number.isInteger(wanted)) return { outcome: first, note: undefined };
  const direction = wanted < before ? -1 : 1;
  for (let distance = 1; distance <= REACH; distance++) {
    const value = wanted + direction * distance;
    const outcome = setKnobs(document, pointer, { [knob]: value }, catalogue);
    if (!isRefused(outcome)) return { outcome, note: `${value} is the next legal value. ${first.refusal}` };
  }
  return { outcome: first, note: undefined };
}
