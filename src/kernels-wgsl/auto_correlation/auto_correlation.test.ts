import { expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, type TensorSpec } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applyAutoCorrelation, autoCorrelation, autoCorrelationBackward } from "./kernel.ts";

/** R of one series of queries and keys, a channel each. */
function likeness(query: readonly number[], key: readonly number[]): number[] {
  const tape = new ReferenceTape();
  const spec: TensorSpec = f32(1, query.length, 1);
  const [q, k] = [query, key].map((values) => tape.tensor(spec, Float64Array.from(values)));
  return [...tape.valuesOf(applyAutoCorrelation(tape, q, k))];
}

test("worked numbers: L = 4, q = 1, 2, 0, 1 and k = 0, 1, 0, 0", () => {
  expect(likeness([1, 2, 0, 1], [0, 1, 0, 0])).toEqual([2, 0, 1, 1]);
});

test("auto-correlation peaks at 24 for an input of period 24", () => {
  const day = Array.from({ length: 96 }, (_, t) => Math.sin((2 * Math.PI * t) / 24) + (t % 24 === 5 ? 1 : 0));
  const r = likeness(day, day);
  expect(r[24]).toBeCloseTo(r[0], 10);
  for (let tau = 1; tau < 24; tau++) expect(r[tau], `${tau}`).toBeLessThan(r[24]);
});

test.each([1, 4, 7])("the gradient over %i steps agrees with central differences", (length) => {
  const error = checkGradient(autoCorrelation, { inputs: [f32(2, length, length)], attributes: { scale: 0.3 } });
  expect(error.relative).toBeLessThan(1e-8);
});

test("refuses scores that are no square", () => {
  expect(() => autoCorrelation.infer([f32(1, 4, 5)], { scale: 1 })).toThrow("queries and keys need as many steps");
});

test("counters: three series of five steps", () => {
  const [forward] = lowerChecked(autoCorrelation, [f32(3, 5, 5)], { scale: 1 });
  expect(forward.counters).toMatchObject({ multiplies: 15, adds: 75 });
  const [backward] = lowerChecked(autoCorrelationBackward, [f32(3, 5)], { scale: 1 });
  expect(backward.counters).toMatchObject({ multiplies: 75, adds: 0 });
});
