import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { reduce, type ReduceAttributes } from "./kernel.ts";
import { maskedMean } from "./masked-mean.ts";
import { passOutputSize, reducePasses } from "./passes.ts";

const KINDS = ["sum", "mean", "max"] as const;

describe("reduce reference", () => {
  test("worked numbers", () => {
    const x = Float64Array.of(1, 2, 3, 4, 5, 6);
    const over = (axes: number[], kind: "sum" | "mean" | "max"): number[] => [
      ...reduce.reference([x], { axes, kind, keepdims: false }, [f32(2, 3)])[0],
    ];
    expect(over([0], "sum")).toEqual([5, 7, 9]);
    expect(over([1], "mean")).toEqual([2, 5]);
    expect(over([-1], "max")).toEqual([3, 6]);
    expect(over([0, 1], "sum")).toEqual([21]);
  });

  test.each(KINDS)("gradient of %s agrees with central differences", (kind) => {
    for (const axes of [[0], [2], [0, 2], [1, 3], [0, 1, 2, 3]]) {
      const attributes = { kind, axes, keepdims: false };
      expect(checkGradient(reduce, { inputs: [f32(2, 3, 1, 4)], attributes }).relative).toBeLessThan(1e-8);
    }
  });

  test("tied maxima share the gradient", () => {
    const attributes: ReduceAttributes = { kind: "max", axes: [1], keepdims: false };
    const values = { 0: Float64Array.of(3, 3, 1, 3, 0, 2, 2, 1) };
    const error = checkGradient(reduce, { inputs: [f32(2, 4)], attributes, values });
    // One-sided slopes differ at a tie: the central difference of a maximum shared by n is half of dy, whatever n is.
    expect(error.element).toBe(0);
    expect(error.got / error.want).toBeCloseTo(2 / 3, 6);
  });

  test("infers shapes and names axes that do not exist", () => {
    expect(reduce.infer([f32(2, 3)], { kind: "sum", axes: [0], keepdims: true })[0].shape).toEqual([1, 3]);
    expect(reduce.infer([f32(2, 3)], { kind: "sum", axes: [0, 1], keepdims: false })[0].shape).toEqual([1]);
    expect(() => reduce.infer([f32(2, 3)], { kind: "sum", axes: [2], keepdims: false })).toThrow(
      "legal ones are 0 to 1",
    );
  });
});

test("a masked mean is over the positions that are kept, and zero over none", () => {
  const tape = new ReferenceTape();
  const x = tape.tensor(
    f32(2, 3, 2),
    Float64Array.from({ length: 12 }, (_, i) => i),
  );
  const mask = tape.tensor(f32(2, 3), Float64Array.of(1, 0, 1, 0, 0, 0));
  expect([...tape.valuesOf(maskedMean(tape, x, mask))]).toEqual([2, 3, 0, 0]);
});

describe("reduce passes", () => {
  test("long extents take several passes, each run of axes its own", () => {
    const row = reducePasses([3, 5000], [1]);
    expect(row.map((pass) => [pass.extent, pass.parts])).toEqual([
      [5000, 10],
      [10, 1],
    ]);
    expect(reducePasses([2, 3, 4, 5], [1, 3]).map(passOutputSize)).toEqual([24, 8]);
    expect(reducePasses([3, 1], [1]).map(passOutputSize)).toEqual([3]);
  });

  test("counters: every entry but the first of each result is added once", () => {
    const x = { ...f32(1000, 6), id: 0 };
    const y = { ...f32(6), id: 1 };
    const attributes: ReduceAttributes = { kind: "sum", axes: [0], keepdims: false };
    const scratch = reduce.scratch!([x], attributes, PORTABLE_TRAITS).map((spec, i) => ({ ...spec, id: 2 + i }));
    const launches = reduce.lower({ inputs: [x], outputs: [y], attributes }, scratch, PORTABLE_TRAITS);
    expect(launches.reduce((sum, launch) => sum + launch.counters.adds, 0)).toBe(6 * 999);
    expect(launches.length).toBe(2);
  });
});
