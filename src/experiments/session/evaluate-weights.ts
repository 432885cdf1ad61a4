import type { Gpu } from "../../engine/gpu/gpu.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { objectiveOn } from "../../training/objectives/index.ts";
import { scoreWeights, type ScoredWeights } from "../../training/trainer/score-as.ts";
import type { ProvidedFiles } from "../schema/events.ts";
import type { Evaluation } from "../schema/result.ts";
import type { TrainedWeights } from "../schema/weights-file.ts";
import { prepareData, type DataEnvironment, type PreparedData } from "./prepare-data.ts";

/** Kept weights on held-out data, and which data those were. */
export interface WeightsEvaluation {
  readonly evaluation: Evaluation;
  /** Of the data set; others than the run's give numbers that are not the run's. */
  readonly datasetSha256: string;
}

/** The data of an experiment once more; a file of the reader's own has to be given again. */
export function dataOf({ head }: TrainedWeights, environment: DataEnvironment, files: ProvidedFiles) {
  return prepareData(head.experiment, files, environment, () => undefined);
}

/** Scores a document with given weights on the full slice of the held-out data. */
export async function evaluateOn(
  gpu: Gpu,
  data: PreparedData,
  document: unknown,
  tensors: TrainedWeights["tensors"],
): Promise<ScoredWeights & { readonly evaluation: Evaluation }> {
  const objective = objectiveOn(readDocument(document, CATALOGUE), data.examples);
  const scored = await scoreWeights(gpu, objective, data.full, tensors);
  return { ...scored, evaluation: objective.summarize(data.full, scored.scores) };
}

/** Evaluates kept weights on the slice that their run was evaluated on when it ended. */
export async function evaluateWeights(
  gpu: Gpu,
  weights: TrainedWeights,
  environment: DataEnvironment,
  files: ProvidedFiles,
): Promise<WeightsEvaluation> {
  const data = await dataOf(weights, environment, files);
  const { evaluation } = await evaluateOn(gpu, data, weights.head.document, weights.tensors);
  return { evaluation, datasetSha256: data.report.sha256 };
}
