import { prepareExamples } from "../../data/prepare.ts";
import type { PreparedExamples } from "../../data/prepared.ts";
import type { LoadContext } from "../../data/text-dataset.ts";
import type { PhaseEvent, ProvidedFiles } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";

export type DataEnvironment = Omit<LoadContext, "onProgress">;

/** Examples and evaluation slices of one experiment. */
export type PreparedData = PreparedExamples;

type DataSetting = Pick<Experiment, "data" | "sequenceLength" | "evaluate">;

export async function prepareData(
  experiment: DataSetting,
  files: ProvidedFiles,
  environment: DataEnvironment,
  onPhase: (event: PhaseEvent) => void,
): Promise<PreparedData> {
  onPhase({ type: "phase", phase: "data", done: 0, unit: "bytes" });
  return prepareExamples(experiment.data, experiment, {
    context: {
      ...environment,
      onProgress: ({ doneBytes, totalBytes }) =>
        onPhase({
          type: "phase",
          phase: "data",
          done: doneBytes,
          ...(totalBytes === undefined ? {} : { total: totalBytes }),
          unit: "bytes",
        }),
    },
    files,
    onTokenizer: (done, total) => onPhase({ type: "phase", phase: "tokenizer", done, total, unit: "merges" }),
    onYardsticks: (done, total) => onPhase({ type: "phase", phase: "yardsticks", done, total, unit: "tables" }),
  });
}
