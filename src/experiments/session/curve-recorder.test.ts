import { expect, it } from "vitest";
import { curvesSchema } from "../schema/result.ts";
import { CurveRecorder } from "./curve-recorder.ts";

const COST = { tokens: 1024, flops: 5e9 };
const row = (step: number, trainLoss = 2) => ({
  step,
  trainLoss,
  gradNorm: 1,
  learningRate: 0.01,
  stepMs: 500,
  segment: 0,
});

it("accumulates tokens, seconds and operations step by step", () => {
  const recorder = new CurveRecorder(COST);
  recorder.addStep(row(1));
  recorder.addStep(row(2));
  recorder.addEvaluation({ loss: 1.9, standardError: 0.02 });
  expect(recorder.curves).toMatchObject({
    step: [1, 2],
    tokens: [1024, 2048],
    seconds: [0.5, 1],
    flops: [5e9, 1e10],
    evalStep: [2],
    evalSeconds: [1],
    evalLoss: [1.9],
  });
  expect(curvesSchema.parse(recorder.curves)).toEqual(recorder.curves);
});

it("goes on where an exported state ended, without touching it", () => {
  const before = new CurveRecorder(COST);
  before.addStep(row(1));
  const resumed = new CurveRecorder(COST, before.curves);
  resumed.addStep({ ...row(2), segment: 1 });
  expect(resumed.curves.seconds).toEqual([0.5, 1]);
  expect(resumed.curves.segment).toEqual([0, 1]);
  expect(before.curves.step).toEqual([1]);
});

it("writes null where a value is not finite", () => {
  const recorder = new CurveRecorder(COST);
  recorder.addStep(row(1, NaN));
  recorder.addEvaluation({ loss: Infinity });
  expect(recorder.curves.trainLoss).toEqual([null]);
  expect(recorder.curves.evalLoss).toEqual([null]);
  expect(recorder.curves.evalStandardError).toEqual([null]);
});
