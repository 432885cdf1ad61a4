import { describe, expect, test } from "vitest";
import { f32 } from "../_kernel/operator.ts";
import { segmentMasks } from "./kernel.ts";

describe("segment masks reference", () => {
  test("worked numbers: a cell half in two segments, and one that is not there", () => {
    const labels = [
      [0, 2],
      [1, 1],
      [0, 2],
      [0, 2],
      [0, 2],
      [1, 1],
      [0, 2],
      [0, 2],
    ];
    const attributes = { segments: 3, classes: 3, stride: 2 };
    const values = segmentMasks.reference([Float64Array.from(labels.flat())], attributes, [f32(1, 2, 4, 2)]);
    const [masks, classes, present] = values.map((one) => [...one]);
    expect(masks).toEqual([0.5, 1, 0.5, 0, 0, 0]);
    expect(classes).toEqual([0, 0, 1, 0, 1, 0, 0, 0, 0]);
    expect(present).toEqual([1, 1, 0]);
  });

  test("refuses sides that cells do not fill", () => {
    const attributes = { segments: 3, classes: 3, stride: 2 };
    expect(() => segmentMasks.infer([f32(1, 3, 4, 2)], attributes)).toThrow("multiples of the stride 2");
  });
});
