import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32, sizeOf, u32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applyCombiner } from "../combiner_attention/kernel.ts";
import { combinerStateShapes, combinerStep, type CombinerStepAttributes } from "./kernel.ts";

const [HEADS, WIDTH] = [2, 3];
const PART = HEADS * WIDTH;

const FORMS = [
  { pattern: "fixed", segment: 4, pooling: "max", hasRegions: true },
  { pattern: "fixed", segment: 5, pooling: "mean", hasRegions: true },
  { pattern: "fixed", segment: 4, pooling: "max", hasRegions: false },
  { pattern: "fixed", segment: 64, pooling: "max", hasRegions: true },
  { pattern: "log-n", segment: 1, pooling: "max", hasRegions: true },
  { pattern: "log-n", segment: 1, pooling: "mean", hasRegions: true },
] as const;

const attributesOf = (form: (typeof FORMS)[number], capacity: number): CombinerStepAttributes => ({
  ...form,
  heads: HEADS,
  width: WIDTH,
  scale: 0.6,
  capacity,
});

describe.each(FORMS)("decode == prefill: $pattern, segment $segment, $pooling, regions $hasRegions", (form) => {
  test.each([1, 2, 9, 16, 21])("token by token equals the parallel form of %i tokens", (length) => {
    const attributes = attributesOf(form, length);
    const rows = randomValues(length * 3 * PART, 7);
    const tape = new ReferenceTape();
    const whole = applyCombiner(tape, tape.tensor(f32(1, length, 3 * PART), rows), attributes);
    const want = tape.valuesOf(whole);
    const shapes = combinerStateShapes(attributes);
    let states = shapes.map((shape) => new Float64Array(sizeOf(shape)).fill(1e3));
    const specs = [f32(1, 1, 3 * PART), u32(1), ...shapes.map((shape) => f32(...shape))];
    for (let t = 0; t < length; t++) {
      const row = rows.subarray(t * 3 * PART, (t + 1) * 3 * PART);
      const [y, ...next] = combinerStep(attributes).reference([row, Float64Array.of(t), ...states], attributes, specs);
      y.forEach((value, c) => expect(value).toBeCloseTo(want[t * PART + c], 12));
      states = next.map((state) => Float64Array.from(state));
    }
  });
});

test("states: one segment raw and a summary of each before it; log-n keeps all raw and a block of each length", () => {
  const floats = (form: (typeof FORMS)[number], capacity: number): number =>
    combinerStateShapes(attributesOf(form, capacity)).reduce((sum, shape) => sum + sizeOf(shape), 0);
  expect(floats(FORMS[0], 64)).toBe(PART * (2 * 4 + 1 + 2 * 15));
  expect(floats(FORMS[2], 64)).toBe(PART * 2 * 4);
  expect(floats(FORMS[4], 64)).toBe(PART * (2 * 64 + 3 * 5));
});

test("states that do not fit are refused with what would", () => {
  const inputs = [f32(1, 1, 3 * PART), u32(1), f32(1, 4, 2 * PART)];
  const attributes = attributesOf(FORMS[0], 64);
  expect(() => combinerStep(attributes).infer(inputs, attributes)).toThrow("states [1, 4, 12], [1, 1, 6], [1, 15, 12]");
});
