import { fullSlice, quickSlice } from "../../data/evaluation/slice.ts";
import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { assertRowLength } from "../../data/labelled-rows.ts";
import { ngramYardsticks, spansOfSlice } from "../../data/ngram-yardsticks.ts";
import { prepareText } from "../../data/prepare-text.ts";
import type { PreparedText } from "../../data/prepare-text.ts";
import { trainingOffsetCount } from "../../data/sampler.ts";
import type { LoadContext } from "../../data/text-dataset.ts";
import type { PhaseEvent, ProvidedFiles } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import type { DatasetReport } from "../schema/result.ts";

export type DataEnvironment = Omit<LoadContext, "onProgress">;

/** Text, tokens and evaluation slices of one experiment. */
export interface PreparedData extends PreparedText {
  readonly quick: EvaluationSlice;
  readonly full: EvaluationSlice;
  readonly report: DatasetReport;
}

type DataSetting = Pick<Experiment, "data" | "sequenceLength" | "evaluate">;

export async function prepareData(
  experiment: DataSetting,
  files: ProvidedFiles,
  environment: DataEnvironment,
  onPhase: (event: PhaseEvent) => void,
): Promise<PreparedData> {
  const { data, sequenceLength, evaluate } = experiment;
  onPhase({ type: "phase", phase: "data", done: 0, unit: "bytes" });
  const prepared = await prepareText(data, {
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
  });
  assertRowLength(prepared.train, sequenceLength);
  if (prepared.text.labels === undefined) trainingOffsetCount(prepared.train.tokens.length, sequenceLength);
  const quick = await quickSlice(prepared.evaluation, sequenceLength, evaluate.quickTokens);
  const full = await fullSlice(prepared.evaluation, sequenceLength, evaluate.tokens);
  // Models of bytes say nothing of labels.
  if (prepared.text.labels !== undefined) return { ...prepared, quick, full, report: reportOf(prepared, full) };
  onPhase({ type: "phase", phase: "yardsticks", done: 0, total: 1, unit: "tables" });
  const { text, evaluation } = prepared;
  const yardsticksOn = (slice: EvaluationSlice): ReturnType<typeof ngramYardsticks> =>
    ngramYardsticks(text.train.bytes, text.evaluation.bytes, spansOfSlice(evaluation, slice));
  const [yardsticks, quickYardsticks] = [full, quick].map(yardsticksOn);
  onPhase({ type: "phase", phase: "yardsticks", done: 1, total: 1, unit: "tables" });
  return { ...prepared, quick, full, report: { ...reportOf(prepared, full), yardsticks, quickYardsticks } };
}

function reportOf(prepared: PreparedText, full: EvaluationSlice): DatasetReport {
  const { dataset, text, tokenizer } = prepared;
  return {
    id: dataset.id,
    title: dataset.title,
    sha256: text.sha256,
    bytes: prepared.bytes,
    verified: text.verified,
    verification: text.verification,
    notes: [...text.notes],
    tokenizer: tokenizer.id,
    vocabularySize: tokenizer.vocabularySize,
    trainTokens: prepared.train.tokens.length,
    evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: full.bytes },
  };
}
