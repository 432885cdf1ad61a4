import type { ArmResult, Result, RunRecord } from "../../experiments/schema/result.ts";
import type { RunKey } from "../../workers/protocol.ts";
import { runId } from "./session-view.ts";
import type { EvaluationPoint, RunCurves, RunView, SessionView } from "./session-view.ts";
import { qualityErrorOf, qualityOf, qualityPerLoss } from "../../experiments/schema/measure.ts";

function curvesOf(run: StoredRunParts, bitsPerNat: number): RunCurves {
  const { step, tokens, seconds, flops, learningRate, segment } = run.curves;
  const trainLoss = run.curves.trainLoss.map((loss) => loss ?? Number.NaN);
  return {
    step,
    tokens,
    seconds,
    flops,
    learningRate,
    segment,
    trainLoss,
    trainBitsPerByte: trainLoss.map((loss) => loss * bitsPerNat),
    gradNorm: run.curves.gradNorm.map((norm) => norm ?? Number.NaN),
    stepMs: seconds.map((second, row) => 1000 * (second - (row === 0 ? 0 : seconds[row - 1]))),
  };
}

/** Row of the curves that an evaluation after `step` steps belongs to: the last one not beyond it. */
function rowOfStep(curves: RunCurves, step: number): number {
  return curves.step.findLastIndex((done) => done <= step);
}

function evaluationsOf(run: StoredRunParts, curves: RunCurves, bitsPerNat: number): EvaluationPoint[] {
  const at = (column: readonly number[], step: number): number => column[rowOfStep(curves, step)] ?? 0;
  const quick = run.curves.evalStep.map((step, index): EvaluationPoint => {
    const loss = run.curves.evalLoss[index] ?? Number.NaN;
    const error = run.curves.evalStandardError[index];
    return {
      slice: "quick",
      step,
      tokens: at(curves.tokens, step),
      seconds: run.curves.evalSeconds[index] ?? 0,
      flops: at(curves.flops, step),
      loss,
      bitsPerByte: loss * bitsPerNat,
      accuracy: run.curves.evalAccuracy?.[index] ?? undefined,
      bitsPerByteStandardError: error === null ? undefined : error * bitsPerNat,
    };
  });
  const step = curves.step.at(-1);
  if (run.final === undefined || step === undefined) return quick;
  const { loss, accuracy } = run.final;
  const quality = { bitsPerByte: qualityOf(run.final), bitsPerByteStandardError: qualityErrorOf(run.final) };
  const place = { step, tokens: at(curves.tokens, step), seconds: at(curves.seconds, step) };
  return [...quick, { slice: "full", ...place, flops: at(curves.flops, step), loss, accuracy, ...quality }];
}

/** What a state file and a result both hold of a run. */
export type StoredRunParts = Pick<RunRecord, "curves" | "samples"> & Partial<RunRecord>;

/** A run as stored in a result or an exported state. */
export function storedRunView(key: RunKey, stored: StoredRunParts, prompt: string, bitsPerNat: number): RunView {
  const { timings, final, energy } = stored;
  const curves = curvesOf(stored, bitsPerNat);
  return {
    id: runId(key),
    key,
    curves,
    evaluations: evaluationsOf(stored, curves, bitsPerNat),
    samples: stored.samples.map(({ step, text }) => ({ step, text, prompt })),
    ...(timings === undefined ? {} : { timings }),
    ...(final === undefined ? {} : { final }),
    ...(energy === undefined ? {} : { energy }),
  };
}

function runOf(arm: ArmResult, run: RunRecord, result: Result, bitsPerNat: number): RunView {
  const key: RunKey = { arm: arm.id, seed: run.seed, peakLearningRate: run.learningRate };
  return storedRunView(key, run, result.experiment.samples?.prompt ?? "", bitsPerNat);
}

/** A stored result as the same view that a live session gives. */
export function sessionFromResult(result: Result): SessionView {
  const bitsPerNat = qualityPerLoss(result.dataset);
  const runs = result.arms.flatMap((arm) => arm.runs.map((run) => runOf(arm, run, result, bitsPerNat)));
  return {
    state: "finished",
    phases: [],
    dataset: result.dataset,
    adapter: result.adapter,
    arms: result.arms.map(({ id, title, parameters, cost }) => ({ id, title: title ?? id, parameters, cost })),
    plannedRuns: runs.map((run) => run.key),
    stepsPerRun: Math.max(0, ...runs.map((run) => run.curves.step.at(-1) ?? 0)),
    runs,
    notices: [],
    result,
  };
}
