import { expect, it } from "vitest";
import type { Next } from "./arm-document.ts";
import { CurveRecorder } from "./curve-recorder.ts";
import { boundaryOf, stageAt } from "./segments.ts";

interface Named {
  readonly name: string;
  readonly next?: Next<Named>;
}

const ARM: Named = { name: "first", next: { at: 0.5, take: {}, stage: { name: "second" } } };

function stageAfter(steps: number): string {
  const recorder = new CurveRecorder({ tokens: 1, flops: 1 });
  for (let step = 1; step <= steps; step += 1) {
    recorder.addStep({ step, trainLoss: 1, gradNorm: 1, learningRate: 1, stepMs: 1, segment: 0 });
  }
  return stageAt(ARM, { totalSteps: 10, curves: recorder.curves }).name;
}

it("begins a segment after a share of the steps, with at least one step before and behind", () => {
  expect([0.001, 1 / 3, 0.5, 0.999].map((at) => boundaryOf({ at }, 10))).toEqual([1, 3, 5, 9]);
});

it("finds the segment of an exported state: a boundary is passed by the step behind it", () => {
  expect([0, 4, 5, 6, 10].map(stageAfter)).toEqual(["first", "first", "first", "second", "second"]);
});
