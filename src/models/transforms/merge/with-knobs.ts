import type { ArchitectureDocument } from "../../document/types.ts";

/** The document with knobs of every block that `applies` to set. */
export function withKnobs(
  document: ArchitectureDocument,
  applies: (kind: unknown, knobs: unknown) => boolean,
  knobs: Readonly<Record<string, boolean | number>>,
): ArchitectureDocument {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null) return value;
    const copy: Record<string, unknown> = Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, visit(one)]),
    );
    if (applies(copy.kind, copy.knobs)) copy.knobs = { ...(copy.knobs as object | undefined), ...knobs };
    return copy;
  };
  // Only knobs of blocks change, so that it is a document still.
  return visit(document) as ArchitectureDocument;
}
