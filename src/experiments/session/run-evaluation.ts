import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { summarizeEvaluation } from "../../data/evaluation/summary.ts";
import type { EvaluationEvent, RunKey } from "../schema/events.ts";
import type { Evaluation } from "../schema/result.ts";
import type { CurveRecorder } from "./curve-recorder.ts";
import type { LiveArm } from "./live-arm.ts";
import type { RunSurroundings } from "./run-surroundings.ts";

/** Scores the arm's present weights on a slice, reporting windows as they are done. */
export async function evaluateArm(
  arm: LiveArm,
  slice: EvaluationSlice,
  { data, emit }: RunSurroundings,
  keepsWindows = false,
): Promise<Evaluation> {
  const total = slice.windowStarts.length;
  const { nats, correct } = await arm.trainer.evaluate(data.evaluation, slice, (done) => {
    emit({ type: "phase", phase: "evaluation", arm: arm.id, done, total, unit: "windows" });
  });
  return {
    ...summarizeEvaluation(data.evaluation, slice, nats, correct),
    perplexityUnit: `per ${data.tokenizer.unit}`,
    ...(keepsWindows ? { windowNats: Array.from(nats) } : {}),
  };
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
