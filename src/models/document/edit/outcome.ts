import type { Catalogue } from "../definition.ts";
import { outlineOf } from "../outline.ts";
import type { Pointer, Problem } from "../problem.ts";
import type { ArchitectureDocument } from "../types.ts";
import { checkDocument } from "../validate.ts";
import { isWithin, withValueAt } from "./places.ts";

/** A valid document after an edit, and what is selected then. */
export interface Edited {
  readonly document: ArchitectureDocument;
  readonly selection: readonly Pointer[];
}

/** Why an edit cannot be made, and the nearest legal value of the field at fault where there is one. */
export interface Refused {
  readonly refusal: string;
  readonly suggestion?: Problem["suggestion"];
}

/** What every editor command gives: the document never becomes invalid. */
export type EditOutcome = Edited | Refused;

export function isRefused(outcome: EditOutcome): outcome is Refused {
  return "refusal" in outcome;
}

const MOST_RENAMES = 1_000;

/**
 * Checks an edited document. What was put in takes free slugs where its own are taken, so that nothing that stood there
 * before changes its name, and with it its initial weights.
 */
export function settled(
  document: ArchitectureDocument,
  selection: readonly Pointer[],
  catalogue: Catalogue,
): EditOutcome {
  let current = document;
  for (let renames = 0; renames <= MOST_RENAMES; renames++) {
    const report = checkDocument(current, catalogue);
    if (report.problems.length === 0) return { document: current, selection };
    const taken = slugProblem(report.problems);
    const renamed = taken === undefined ? undefined : withFreeSlug(current, taken, selection, catalogue);
    if (renamed === undefined) return refusedBy(report.problems[0]);
    current = renamed;
  }
  throw new Error("slugs of an edited document do not become free");
}

export function refusedBy({ sentence, suggestion }: Problem): Refused {
  return { refusal: sentence, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** A norm takes its name from its block, so blocks are renamed first. */
function slugProblem(problems: readonly Problem[]): Problem | undefined {
  const taken = problems.filter(({ field, suggestion }) => field === "slug" && typeof suggestion === "string");
  return taken.find(({ pointer }) => pointer.at(-1) !== "norm") ?? taken.at(0);
}

function withFreeSlug(
  document: ArchitectureDocument,
  { node, suggestion }: Problem,
  added: readonly Pointer[],
  catalogue: Catalogue,
): ArchitectureDocument | undefined {
  const called = outlineOf(document, catalogue).nodes.filter(({ address }) => address === node);
  const own = called.findLast(({ pointer }) => added.some((outer) => isWithin(pointer, outer)));
  return own === undefined ? undefined : withValueAt(document, [...own.pointer, "slug"], suggestion);
}
