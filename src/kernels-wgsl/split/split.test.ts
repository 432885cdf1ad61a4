import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { split, splitBackward } from "./kernel.ts";

describe("split", () => {
  test("worked rows", () => {
    const [a, b] = split.reference([Float64Array.of(1, 2, 3, 4, 5, 6)], { widths: [1, 2] }, [f32(2, 3)]);
    expect([[...a], [...b]]).toEqual([
      [1, 4],
      [2, 3, 5, 6],
    ]);
    expect([...splitBackward.reference([a, b], { widths: [1, 2] }, [f32(2, 1), f32(2, 2)])[0]]).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });

  test("gradient agrees with central differences, a piece without one counting as zero", () => {
    for (const silentOutputs of [[], [1]]) {
      const test = { inputs: [f32(2, 2, 6)], attributes: { widths: [1, 2, 3] }, silentOutputs };
      expect(checkGradient(split, test).relative).toBeLessThan(1e-8);
    }
    const tape = new ReferenceTape();
    const x = tape.tensor(f32(1, 2), new Float64Array(2));
    const outputs = tape.apply(split, [x], { widths: [1, 1] });
    const application = { inputs: [x], outputs, attributes: { widths: [1, 1] } };
    expect(split.gradient!(tape, application, [null, null], [true])).toEqual([null]);
  });

  test("refuses pieces that do not add up", () => {
    expect(() => split.infer([f32(2, 6)], { widths: [1, 2] })).toThrow("do not make up the last axis of [2, 6]");
    expect(() => split.infer([f32(2, 6)], { widths: [6] })).toThrow("two to 7 pieces");
  });

  test("launches keep their promises", () => {
    for (const widths of [
      [4, 8],
      [3, 1, 2],
    ]) {
      const total = widths.reduce((a, b) => a + b);
      lowerChecked(split, [f32(3, total)], { widths });
      lowerChecked(
        splitBackward,
        widths.map((width) => f32(3, width)),
        { widths },
      );
    }
  });
});
