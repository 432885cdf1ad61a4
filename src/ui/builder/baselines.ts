import type { ArchitectureDocument } from "../../models/document/types.ts";
import { PRESETS, type Preset } from "../../models/presets/index.ts";

const FIRST_BASELINE = "lm-nano";

type Tasked = Pick<ArchitectureDocument, "task">;

/** Presets that answer the document's task, so that the two can be held against each other. */
export function baselinesFor({ task }: Tasked): readonly Preset[] {
  return PRESETS.filter(({ document }) => document.task.kind === task.kind);
}

/** The wished baseline where it answers the same task, else the usual one of the task. */
export function fittingBaseline(document: Tasked, wished = FIRST_BASELINE): string {
  const known = baselinesFor(document);
  const preferred = [wished, FIRST_BASELINE].map((name) => known.find(({ id }) => id === name));
  return [...preferred, known.at(0)].find((preset) => preset !== undefined)?.id ?? FIRST_BASELINE;
}

const FIRST_DATA: Readonly<Record<string, string>> = {
  "classify-image": "shapes-32",
  forecast: "correlated-series",
  "classify-series": "keyword",
};

/** What a document of this kind of task is trained on first. */
export function firstData({ task }: Tasked): { readonly id: string } {
  return { id: FIRST_DATA[task.kind] ?? "state-of-the-union" };
}
