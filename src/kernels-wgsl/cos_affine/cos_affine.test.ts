import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { cosAffine, cosAffineBackward } from "./kernel.ts";
import { cosAffineReference } from "./reference.ts";

describe("cos_affine reference", () => {
  test("worked numbers: h = 0.3, then m = 2 c1", () => {
    const [c1] = cosAffineReference(Float64Array.of(0.3), Float64Array.of(1), Float64Array.of(0.1));
    expect(c1).toBeCloseTo(0.921061, 6);
    const [c2] = cosAffineReference(Float64Array.of(2 * c1), Float64Array.of(1), Float64Array.of(0));
    expect(c2).toBeCloseTo(-0.268009, 6);
  });

  test("gradient checks: input, frequencies and phases", () => {
    for (const shape of [
      [1, 1],
      [2, 5, 3],
      [7, 8],
    ]) {
      const channels = f32(shape[shape.length - 1]);
      const error = checkGradient(cosAffine, { inputs: [f32(...shape), channels, channels], attributes: {} });
      expect(error.relative).toBeLessThan(1e-7);
    }
  });

  property.prop([fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: -4, max: 4, noNaN: true })])(
    "|c| <= 1",
    (x, w) => {
      expect(Math.abs(cosAffineReference(Float64Array.of(x), Float64Array.of(w), Float64Array.of(1))[0])).toBeLessThan(
        1 + 1e-12,
      );
    },
  );

  test("refuses frequencies of another width", () => {
    expect(() => cosAffine.infer([f32(2, 4), f32(3), f32(4)], {})).toThrow("have 4 entries each, not [3]");
  });
});

test("every launch keeps its promises; parameter gradients take a second one where there are several tiles", () => {
  const software = { ...PORTABLE_TRAITS, isSoftware: true };
  for (const channels of [8, 3]) {
    const [x, w] = [f32(40, channels), f32(channels)];
    lowerChecked(cosAffine, [x, w, w], {});
    expect(lowerChecked(cosAffineBackward, [x, x, w, w], {}).length).toBe(2);
    expect(lowerChecked(cosAffineBackward, [x, x, w, w], {}, software).length).toBe(1);
  }
});
