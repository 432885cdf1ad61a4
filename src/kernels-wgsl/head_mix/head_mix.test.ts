import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { matmulReference } from "../matmul/reference.ts";
import { headMix } from "./kernel.ts";

const FORWARD = { isTransposed: false };

describe("head mixing reference", () => {
  test("worked numbers: two heads of two channels", () => {
    const x = Float64Array.of(1, 2, 10, 20);
    const a = Float64Array.of(1, 0.5, -1, 2);
    const [y] = headMix.reference([x, a], FORWARD, [f32(1, 4), f32(2, 2)]);
    expect([...y]).toEqual([6, 12, 19, 38]);
  });

  test("A = I changes nothing", () => {
    const x = randomValues(24, 1);
    const [y] = headMix.reference([x, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)], FORWARD, [f32(2, 12), f32(3, 3)]);
    expect([...y]).toEqual([...x]);
  });

  test("equals the dense matrix kron(A, I)", () => {
    const [heads, sources, width] = [2, 3, 4];
    const [x, a] = [randomValues(5 * sources * width, 1), randomValues(heads * sources, 2)];
    const dense = new Float64Array(heads * width * sources * width);
    for (let h = 0; h < heads; h++) {
      for (let g = 0; g < sources; g++) {
        for (let c = 0; c < width; c++) dense[(h * width + c) * sources * width + g * width + c] = a[h * sources + g];
      }
    }
    const xSpec = f32(5, sources * width);
    const [y] = headMix.reference([x, a], FORWARD, [xSpec, f32(heads, sources)]);
    const specs = [xSpec, f32(heads * width, sources * width)];
    const want = matmulReference(x, dense, specs, { transposeA: false, transposeB: true });
    y.forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });

  property.prop([fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 })])(
    "transposed is the adjoint: <y, Ax> = <A'y, x>",
    (heads, sources, width) => {
      const [x, y] = [randomValues(2 * sources * width, 1), randomValues(2 * heads * width, 2)];
      const a = randomValues(heads * sources, 3);
      const aSpec = f32(heads, sources);
      const [ax] = headMix.reference([x, a], FORWARD, [f32(2, sources * width), aSpec]);
      const [ay] = headMix.reference([y, a], { isTransposed: true }, [f32(2, heads * width), aSpec]);
      const dot = (p: Float64Array, q: Float64Array): number => p.reduce((sum, value, i) => sum + value * q[i], 0);
      expect(dot(y, ax)).toBeCloseTo(dot(ay, x), 10);
    },
  );

  test.each([
    [2, 3, 4],
    [3, 3, 1],
    [1, 4, 5],
  ])("gradients agree with central differences, %i heads from %i of %i channels", (heads, sources, width) => {
    for (const isTransposed of [false, true]) {
      const inputs = [f32(2, 3, sources * width), isTransposed ? f32(sources, heads) : f32(heads, sources)];
      expect(checkGradient(headMix, { inputs, attributes: { isTransposed } }).relative).toBeLessThan(1e-7);
    }
  });

  test("names the heads that do not divide", () => {
    expect(() => headMix.infer([f32(1, 10), f32(3, 3)], FORWARD)).toThrow("reads 3 heads, which must divide the 10");
  });
});
