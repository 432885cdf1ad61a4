import { CATALOGUE } from "../../models/blocks/index.ts";
import { resolveKnobs } from "../../models/document/knobs.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { PRESETS, type Preset } from "../../models/presets/index.ts";

const FIRST_BASELINE = "lm-nano";

type Tasked = Pick<ArchitectureDocument, "task">;

/** A task with every knob filled in, as text: documents of one text read and answer the same. */
function textOf({ kind, knobs = {} }: Tasked["task"]): string {
  const definition = CATALOGUE.tasks.get(kind);
  const own = definition === undefined ? {} : resolveKnobs(definition.knobs, knobs);
  return JSON.stringify([kind, Object.entries(own).sort()]);
}

/** Presets that answer the document's task, so that the two can be held against each other; with its extents where there are any. */
export function baselinesFor({ task }: Tasked): readonly Preset[] {
  const ofKind = PRESETS.filter(({ document }) => document.task.kind === task.kind);
  const wanted = textOf(task);
  const equal = ofKind.filter(({ document }) => textOf(document.task) === wanted);
  return equal.length > 0 ? equal : ofKind;
}

/** The wished baseline where it answers the same task, else the usual one of the task. */
export function fittingBaseline(document: Tasked, wished = FIRST_BASELINE): string {
  const known = baselinesFor(document);
  const preferred = [wished, FIRST_BASELINE].map((name) => known.find(({ id }) => id === name));
  return [...preferred, known.at(0)].find((preset) => preset !== undefined)?.id ?? FIRST_BASELINE;
}
