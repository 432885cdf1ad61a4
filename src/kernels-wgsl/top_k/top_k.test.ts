import { expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { topK, topKBackward, topKMask } from "./kernel.ts";

const ROWS = Float64Array.of(3, 1, 4, 1, 5, 2, 7, 1, 7, 0);

test("worked numbers: the largest first, of equal ones the smaller index", () => {
  const [values, places] = topK.reference([ROWS, ROWS], { k: 3 }, [f32(2, 5), f32(2, 5)]);
  expect([...places]).toEqual([4, 2, 0, 1, 3, 0]);
  expect([...values]).toEqual([5, 4, 3, 7, 7, 2]);
  const [mask] = topKMask.reference([ROWS], { k: 2 }, [f32(2, 5)]);
  expect([...mask]).toEqual([0, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
});

test("one row may rank for all", () => {
  const [values, places] = topK.reference([ROWS, Float64Array.of(0, 9, 0, 8, 0)], { k: 2 }, [f32(2, 5), f32(1, 5)]);
  expect([...places]).toEqual([1, 3]);
  expect([...values]).toEqual([1, 1, 7, 7]);
});

test.each([1, 3])("the gradient with %i rows to rank by agrees with central differences", (choices) => {
  const error = checkGradient(topK, {
    inputs: [f32(3, 7), f32(choices, 7)],
    attributes: { k: 2 },
    silentOutputs: [1],
  });
  expect(error.relative).toBeLessThan(1e-8);
});

test("refuses more entries than there are, and rows that do not fit", () => {
  expect(() => topK.infer([f32(2, 5), f32(2, 5)], { k: 6 })).toThrow("1 to L entries");
  expect(() => topK.infer([f32(2, 5), f32(3, 5)], { k: 2 })).toThrow("by as many rows or by one");
});

test("counters: each entry looks at its row", () => {
  const [one] = lowerChecked(topK, [f32(2, 5), f32(1, 5)], { k: 3 });
  expect(one.counters).toMatchObject({ adds: 100, bytesTouched: 4 * 10 * 7 + 4 * 9 });
  const [mask] = lowerChecked(topKMask, [f32(2, 5)], { k: 3 });
  expect(mask.counters).toMatchObject({ adds: 100 });
  const [backward] = lowerChecked(topKBackward, [f32(2, 3), u32(1, 3)], { length: 5 });
  expect(backward.counters).toMatchObject({ adds: 30 });
});
