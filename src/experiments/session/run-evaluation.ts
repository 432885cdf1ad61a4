import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { summarizeEvaluation } from "../../data/evaluation/summary.ts";
import type { EvaluationEvent, RunKey } from "../schema/events.ts";
import { languageModel } from "../../models/build/language-model.ts";
import type { WindowScores } from "../../training/trainer/evaluate.ts";
import { scoreAs } from "../../training/trainer/score-as.ts";
import type { Evaluation, RunRecord } from "../schema/result.ts";
import type { CurveRecorder } from "./curve-recorder.ts";
import type { LiveArm } from "./live-arm.ts";
import type { PreparedData } from "./prepare-data.ts";
import type { RunSurroundings } from "./run-surroundings.ts";

/** Scores the arm's present weights on a slice, reporting windows as they are done. */
export async function evaluateArm(
  arm: LiveArm,
  slice: EvaluationSlice,
  { data, emit }: RunSurroundings,
  keepsWindows = false,
): Promise<Evaluation> {
  const total = slice.windowStarts.length;
  const scores = await arm.trainer.evaluate(data.evaluation, slice, (done) => {
    emit({ type: "phase", phase: "evaluation", arm: arm.id, done, total, unit: "windows" });
  });
  return {
    ...summaryOf(scores, slice, data),
    ...(keepsWindows ? { windowNats: Array.from(scores.nats) } : {}),
  };
}

function summaryOf({ nats, correct }: WindowScores, slice: EvaluationSlice, data: PreparedData): Evaluation {
  const summary = summarizeEvaluation(data.evaluation, slice, nats, correct);
  return { ...summary, perplexityUnit: `per ${data.tokenizer.unit}` };
}

/** The arm's present weights under the other documents that the experiment names, on the full slice. */
export async function testArm(
  { source, trainer }: LiveArm,
  { gpu, data }: RunSurroundings,
): Promise<NonNullable<RunRecord["tests"]>> {
  const tests: NonNullable<RunRecord["tests"]> = [];
  for (const { title, checked } of source.tests) {
    const model = languageModel(checked, { isTraining: false });
    const scores = await scoreAs(gpu, trainer, model, { stream: data.evaluation, slice: data.full });
    tests.push({ title, evaluation: summaryOf(scores, data.full, data) });
  }
  return tests;
}

/** An evaluation with where its run stands on every cost axis. */
export function evaluationEvent(
  key: RunKey,
  slice: EvaluationEvent["slice"],
  evaluation: Evaluation,
  { step, seconds, curves }: CurveRecorder,
): EvaluationEvent {
  const tokens = curves.tokens.at(-1) ?? 0;
  const flops = curves.flops.at(-1) ?? 0;
  return { type: "evaluation", key, slice, step, tokens, seconds, flops, evaluation };
}
