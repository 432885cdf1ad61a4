import type { ExperimentInput } from "../../experiments/schema/experiment.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { resolveKnobs } from "../../models/document/knobs.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { datasetChoice, DATASET_CHOICES, type DatasetChoice } from "../train/dataset-choices.ts";

type Tasked = Pick<ArchitectureDocument, "task">;

/** Whether a document has the task of these data and the extents that they settle. */
export function fits({ task: { kind, knobs = {} } }: DatasetChoice, { task }: Tasked): boolean {
  const definition = CATALOGUE.tasks.get(task.kind);
  if (definition === undefined || kind !== task.kind) return false;
  const own = resolveKnobs(definition.knobs, task.knobs ?? {});
  return Object.entries(knobs).every(([name, extent]) => own[name] === extent);
}

/**
 * What a document is trained on first: the wished data where it can read them, else the first of the picker that fit. Where only the extents differ the
 * training's own sentence names them, and so it does where nothing here has such data.
 */
export function fittingData(document: Tasked, wished?: ExperimentInput["data"]): ExperimentInput["data"] {
  const isText = document.task.kind === "next-token";
  const chosen = datasetChoice(wished?.id);
  if (wished !== undefined && (chosen === undefined ? isText : fits(chosen, document))) return wished;
  const ofTask = DATASET_CHOICES.filter(({ task }) => task.kind === document.task.kind);
  const { id } = ofTask.find((choice) => fits(choice, document)) ?? ofTask.at(0) ?? DATASET_CHOICES[0];
  return { id };
}
