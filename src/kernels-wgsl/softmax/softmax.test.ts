import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { logSoftmax, softmax } from "./kernel.ts";
import { softmaxReference } from "./reference.ts";

const ROW = { lines: 1, extent: 4, stride: 1 };

describe("softmax reference", () => {
  test("worked numbers: logits log 1, log 2, log 3, log 4", () => {
    const x = Float64Array.of(1, 2, 3, 4).map(Math.log);
    softmaxReference(x, ROW, false).forEach((value, j) => {
      expect(value).toBeCloseTo((j + 1) / 10, 14);
    });
  });

  test("logits of plus and minus 80 stay exact", () => {
    const x = Float64Array.of(80, -80, 80, -80);
    expect(softmaxReference(x, ROW, false)[0]).toBe(0.5);
    expect(softmaxReference(x, ROW, true)[1]).toBeCloseTo(-160 - Math.log(2), 12);
  });

  test.each([softmax, logSoftmax])("backward of $name agrees with central differences", (operator) => {
    for (const { shape, axis } of [
      { shape: [3, 1], axis: -1 },
      { shape: [4, 7], axis: -1 },
      { shape: [2, 5, 3], axis: 1 },
      { shape: [6, 2], axis: 0 },
    ]) {
      expect(checkGradient(operator, { inputs: [f32(...shape)], attributes: { axis } }).relative).toBeLessThan(1e-6);
    }
  });

  property.prop([fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: 1, max: 1000 })])(
    "sums to one along the axis and ignores a shift",
    (shift, stream) => {
      const x = randomValues(24, stream).map((value) => 20 * value);
      const axis = { lines: 8, extent: 3, stride: 4 };
      const y = softmaxReference(x, axis, false);
      const shifted = softmaxReference(
        x.map((value) => value + shift),
        axis,
        false,
      );
      for (let i = 0; i < 4; i++) expect(y[i] + y[i + 4] + y[i + 8]).toBeCloseTo(1, 12);
      y.forEach((value, i) => {
        expect(shifted[i]).toBeCloseTo(value, 10);
      });
    },
  );

  test("refuses an axis the tensor does not have", () => {
    expect(() => softmax.infer([f32(2, 3)], { axis: 2 })).toThrow("Axes run from -2 to 1");
  });
});

describe("softmax counters", () => {
  const software = { ...PORTABLE_TRAITS, isSoftware: true };

  test("worked by hand on a line of three, one thread", () => {
    const [own] = lowerChecked(softmax, [f32(1, 3)], { axis: 1 }, software);
    // Three rescalings and one behind the line, then the scale; comparison, difference, sum, difference for each element.
    expect(own.counters).toMatchObject({ multiplies: 3 + 1 + 3, adds: 4 * 3 + 3 + 1, specials: 2 * 3 + 3 + 1 + 1 });
    expect(own.counters.bytesTouched).toBe(36);
  });

  test("lines side by side are owned by threads on any device", () => {
    expect(lowerChecked(softmax, [f32(5, 64)], { axis: 0 })[0].counters.workgroupBytes).toBe(0);
    expect(lowerChecked(softmax, [f32(5, 64)], { axis: 1 })[0].counters.workgroupBytes).toBeGreaterThan(0);
    expect(lowerChecked(logSoftmax, [f32(5, 2)], { axis: 0 }).map(({ label }) => label)).toEqual(["log_softmax"]);
  });
});
