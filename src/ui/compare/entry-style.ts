import type { Entry } from "../../experiments/compare/entries.ts";
import { armStyle } from "../components/arm-style.ts";
import type { ArmStyle } from "../components/arm-style.ts";

/** How an entry is drawn: the pinned baseline is ink and A, the others follow in order. */
export function entryStyle(entries: readonly Entry[], entry: Entry, pinned: Entry): ArmStyle {
  return armStyle(
    entries.map(({ key }) => key),
    entry.key,
    pinned.key,
  );
}
