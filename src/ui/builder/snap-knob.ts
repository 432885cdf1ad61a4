import { isRefused, type EditOutcome } from "../../models/document/edit/outcome.ts";

const REACH = 256;

/** An edit, with a word on the value that was taken instead of the one that was asked for. */
export interface Snapped {
  readonly outcome: EditOutcome;
  readonly note: string | undefined;
}

/** Sets a whole number; one that is not legal goes on in the direction of the change to the next that is. */
export function snapToLegal(
  edited: (value: number) => EditOutcome,
  { wanted, before }: { readonly wanted: number; readonly before: number },
): Snapped {
  const first = edited(wanted);
  if (!isRefused(first) || !Number.isInteger(wanted)) return { outcome: first, note: undefined };
  const direction = wanted < before ? -1 : 1;
  for (let distance = 1; distance <= REACH; distance++) {
    const value = wanted + direction * distance;
    const outcome = edited(value);
    if (!isRefused(outcome)) return { outcome, note: `${value} is the next legal value. ${first.refusal}` };
  }
  return { outcome: first, note: undefined };
}
