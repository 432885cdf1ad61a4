import { expect, test } from "vitest";
import { PORTABLE_TRAITS, f32 } from "../_kernel/operator.ts";
import { globalNorm } from "./kernel.ts";
import { globalNormReference } from "./reference.ts";

test("a norm above the limit is scaled down to it, one below is left", () => {
  const gradients = Float64Array.of(3, 0, 4, 0);
  expect([...globalNormReference(gradients, 2.5, 0)]).toEqual([5, 0.5]);
  expect([...globalNormReference(gradients, 10, 0)]).toEqual([5, 1]);
  expect([...globalNormReference(gradients, null, 0)]).toEqual([5, 1]);
});

test("every gradient is squared and added once", () => {
  const [input, result, partial] = [f32(50_048), f32(2), f32(4096)].map((spec, id) => ({ id, ...spec }));
  const application = { inputs: [input], outputs: [result], attributes: { maxNorm: 1, epsilon: 1e-6 } };
  const [first, second] = globalNorm.lower(application, [partial], PORTABLE_TRAITS);
  expect(first.counters.multiplies).toBe(50_048);
  expect(first.counters.adds).toBe(50_048 + 3 * 4096);
  expect(second.counters.bytesRead).toBe(4 * 4096);
});
