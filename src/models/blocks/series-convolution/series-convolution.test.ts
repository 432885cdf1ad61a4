import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";

const [STEPS, CHANNELS] = [9, 2];
const SHAPE = [1, STEPS, CHANNELS];
const X = randomValues(STEPS * CHANNELS, 1);
const CHANGED = 5;

/** Steps whose outputs change with the input of one step. */
function stepsThatSee(knobs: { kernel: number; causal: boolean }): number[] {
  const other = X.map((value, i) => (Math.floor(i / CHANNELS) === CHANGED ? value + 1 : value));
  const [before, after] = [X, other].map(
    (values) => blockRun("series-convolution", { width: 3, ...knobs }, { shape: SHAPE, values }).y,
  );
  return Array.from({ length: STEPS }, (_, t) => t).filter((t) =>
    [0, 1, 2].some((c) => before[3 * t + c] !== after[3 * t + c]),
  );
}

describe("convolution over time", () => {
  test("each step sees its neighbours; with causal padding itself and those before it", () => {
    expect(stepsThatSee({ kernel: 3, causal: false })).toEqual([4, 5, 6]);
    expect(stepsThatSee({ kernel: 3, causal: true })).toEqual([5, 6, 7]);
    expect(stepsThatSee({ kernel: 1, causal: false })).toEqual([5]);
  });

  test("worked numbers: taps 1, 10, 100 on the steps 1, 2, 3", () => {
    const run = (causal: boolean) => [
      ...blockRun(
        "series-convolution",
        { width: 1, causal },
        { shape: [1, 3, 1], values: Float64Array.of(1, 2, 3) },
        { weights: (name) => (name === "weight" ? Float64Array.of(1, 10, 100) : undefined) },
      ).y,
    ];
    expect(run(false)).toEqual([210, 321, 32]);
    expect(run(true)).toEqual([100, 210, 321]);
  });
});
