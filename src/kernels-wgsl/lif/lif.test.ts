import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { lif, lifBackward } from "./kernel.ts";
import { lifBackwardReference, lifReference, type LifAttributes, type Spike } from "./reference.ts";

const HARD: LifAttributes = {
  tau: 2,
  threshold: 1,
  reset: 0,
  decaysInput: true,
  surrogate: "sigmoid",
  alpha: 4,
  detachesReset: true,
};

/** What the surrogate is the slope of. */
function smoothSpike({ surrogate, alpha }: LifAttributes): Spike {
  if (surrogate === "atan") return (z) => Math.atan((Math.PI * alpha * z) / 2) / Math.PI + 0.5;
  return (z) => 1 / (1 + Math.exp(-alpha * z));
}

describe("leaky integrate-and-fire neurons", () => {
  test("worked numbers", () => {
    const [s, v] = lif.reference([Float64Array.of(1.5, 1.5, 0.2, 3, -1, 2.5)], HARD, [f32(1, 6, 1)]);
    expect([...s]).toEqual([0, 1, 0, 1, 0, 1]);
    [0.75, 0, 0.1, 0, -0.5, 0].forEach((potential, t) => expect(v[t]).toBeCloseTo(potential, 12));
    const soft = { ...HARD, reset: null };
    const [, left] = lif.reference([Float64Array.of(1.5, 1.5)], soft, [f32(1, 2, 1)]);
    expect(left[1]).toBeCloseTo(0.125, 12);
  });

  test("no input, no spikes", () => {
    const [s] = lif.reference([new Float64Array(12)], HARD, [f32(2, 3, 2)]);
    expect(Math.max(...s)).toBe(0);
  });

  test.each(
    [
      {},
      { detachesReset: false },
      { reset: null },
      { reset: null, detachesReset: false, tau: 3 },
      { surrogate: "atan", alpha: 2, detachesReset: false },
      { decaysInput: false, reset: 0.2, threshold: 0.7, detachesReset: false },
    ].map((some) => ({ ...HARD, ...some }) as LifAttributes),
  )("with the step smoothed the gradient agrees with central differences, %j", (attributes) => {
    const shape = { batch: 2, steps: 5, channels: 3 };
    const x = randomValues(30, 1).map((value) => 3 * value);
    const [ds, dv] = [randomValues(30, 2), randomValues(30, 3)];
    const spike = smoothSpike(attributes);
    const { s, v } = lifReference(x, shape, attributes, spike);
    const loss = (at: Float64Array): number => {
      const run = lifReference(at, shape, attributes, spike, attributes.detachesReset ? s : undefined);
      return run.s.reduce((sum, value, i) => sum + value * ds[i] + run.v[i] * dv[i], 0);
    };
    const dx = lifBackwardReference({ ds, dv }, { x, s, v }, shape, attributes);
    dx.forEach((slope, i) => {
      const shifted = (by: number): number => loss(x.map((value, j) => (j === i ? value + by : value)));
      expect(slope).toBeCloseTo((shifted(1e-5) - shifted(-1e-5)) / 2e-5, 7);
    });
  });

  test("counts per element and step", () => {
    const x = f32(2, 5, 4);
    const [forward] = lowerChecked(lif, [x], HARD);
    expect(forward.counters).toMatchObject({ multiplies: 40, adds: 160, bytesRead: 160, bytesWritten: 320 });
    const [backward] = lowerChecked(lifBackward, [x, x, x, x], { ...HARD, hasDs: true, hasDv: false });
    expect(backward.counters).toMatchObject({ multiplies: 40 * 8, specials: 80 });
  });

  test("refuses a membrane that forgets more than it holds", () => {
    expect(() => lif.infer([f32(1, 2, 3)], { ...HARD, tau: 0.5 })).toThrow("one step or more");
  });
});
