import { expect, it } from "vitest";
import { RESULT } from "./session-events.fixture.ts";
import { sessionFromResult } from "./session-from-result.ts";

it("shows a stored result as the live session looked when it ended", () => {
  const view = sessionFromResult(RESULT);
  expect(view.state).toBe("finished");
  expect(view.arms.map((arm) => [arm.title, arm.parameters])).toEqual([
    ["RoPE only", 75_504],
    ["3PT", 75_520],
  ]);
  const [run] = view.runs;
  expect(run.curves.trainBitsPerByte[0]).toBeCloseTo(5 / Math.LN2, 12);
  expect(run.curves.trainBitsPerByte[2]).toBeNaN();
  expect(run.curves.stepMs.map(Math.round)).toEqual([100, 100, 100, 100]);
  expect(run.samples).toEqual([{ step: 4, text: "The end", prompt: "The " }]);
});

it("places stored evaluations on every cost axis", () => {
  const { evaluations } = sessionFromResult(RESULT).runs[0];
  expect(evaluations.map(({ slice, step, tokens, seconds, flops }) => [slice, step, tokens, seconds, flops])).toEqual([
    ["quick", 2, 1024, 0.2, 2e8],
    ["quick", 4, 2048, 0.4, 4e8],
    ["full", 4, 2048, 0.4, 4e8],
  ]);
});
