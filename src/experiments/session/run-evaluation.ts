import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { EvaluationEvent, RunKey } from "../schema/events.ts";
import { objectiveOn } from "../../training/objectives/index.ts";
import { scoreAs } from "../../training/trainer/score-as.ts";
import type { Evaluation, RunRecord } from "../schema/result.ts";
import type { CurveRecorder } from "./curve-recorder.ts";
import type { LiveArm } from "./live-arm.ts";
import type { RunSurroundings } from "./run-surroundings.ts";

/** Scores the arm's present weights on a slice, reporting windows as they are done. */
export async function evaluateArm(
  arm: LiveArm,
  slice: EvaluationSlice,
  { emit }: RunSurroundings,
  keepsWindows = false,
): Promise<Evaluation> {
  const total = slice.windowStarts.length;
  const { objective } = arm.trainer;
  const scores = await arm.trainer.evaluate(slice, (done) => {
    emit({ type: "phase", phase: "evaluation", arm: arm.id, done, total, unit: "windows" });
  });
  const windows = {
    windowNats: Array.from(scores.losses),
    ...(scores.answers === undefined ? {} : { answers: Array.from(scores.answers) }),
    ...(scores.segmentations === undefined ? {} : { segmentations: [...scores.segmentations.values()] }),
    ...(scores.forecasts === undefined ? {} : { forecasts: [...scores.forecasts.values()] }),
  };
  return { ...objective.summarize(slice, scores), ...(keepsWindows ? windows : {}) };
}

/** The arm's present weights under the other documents that the experiment names, on the full slice. */
export async function testArm(
  { source, trainer }: LiveArm,
  { gpu, data }: RunSurroundings,
): Promise<NonNullable<RunRecord["tests"]>> {
  const tests: NonNullable<RunRecord["tests"]> = [];
  for (const { title, checked } of source.tests) {
    const objective = objectiveOn(checked, data.examples);
    const scores = await scoreAs(gpu, trainer, objective, data.full);
    tests.push({ title, evaluation: objective.summarize(data.full, scores) });
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
