import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applySpectralGate, spectralGate, spectralGateBackwardWeight } from "./kernel.ts";
import { spectralGateReference } from "./reference.ts";

const shapeOf = (height: number, width: number, channels: number, batch = 1) => {
  const columns = Math.floor(width / 2) + 1;
  const shape = { batch, height, width, channels, columns };
  return { shape, x: f32(batch, height, width, channels), weight: f32(height, columns, 2, channels) };
};

/** Filters that are one everywhere. */
const ones = (height: number, columns: number, channels: number): Float64Array =>
  Float64Array.from({ length: height * columns * 2 * channels }, (_, i) =>
    Math.floor(i / channels) % 2 === 0 ? 1 : 0,
  );

describe("spectral gate", () => {
  test("worked numbers: an impulse on a 4 x 4 grid", () => {
    const { shape } = shapeOf(4, 4, 1);
    const weight = ones(4, 3, 1);
    weight[2 * 1 + 1] = 0.5; // W(0, 1) = 1 + 0.5 i
    weight[2 * 3] = 2; // W(1, 0) = 2, of which half acts: its column stands for itself
    const impulse = new Float64Array(16);
    impulse[0] = 1;
    const { y } = spectralGateReference(impulse, weight, shape, false);
    const want = [1.0625, 0, 0.0625, 0.125, 0, -0.0625, 0, 0.0625, -0.0625, -0.125, -0.0625, 0, 0, -0.0625, 0, 0.0625];
    want.forEach((value, i) => expect(y[i]).toBeCloseTo(value, 12));
  });

  test.each([
    [1, 1],
    [4, 6],
    [5, 7],
    [3, 8],
  ])("a filter of ones changes nothing, %i x %i", (height, width) => {
    const { shape, x } = shapeOf(height, width, 2);
    const values = randomValues(sizeOf(x.shape), 1);
    const { y } = spectralGateReference(values, ones(height, shape.columns, 2), shape, false);
    y.forEach((value, i) => expect(value).toBeCloseTo(values[i], 12));
  });

  test("a shifted image gives the shifted result", () => {
    const { shape, x, weight } = shapeOf(5, 6, 1);
    const [values, filter] = [randomValues(sizeOf(x.shape), 1), randomValues(sizeOf(weight.shape), 2)];
    const shifted = (of: Float64Array) => of.map((_, at) => of[((Math.floor(at / 6) + 2) % 5) * 6 + ((at + 1) % 6)]);
    const { y } = spectralGateReference(values, filter, shape, false);
    const { y: moved } = spectralGateReference(shifted(values), filter, shape, false);
    shifted(y).forEach((value, i) => expect(moved[i]).toBeCloseTo(value, 12));
  });

  test.each([
    [4, 6],
    [5, 7],
    [3, 8],
    [1, 5],
    [2, 1],
  ])("gradients agree with central differences, %i x %i", (height, width) => {
    const { x, weight } = shapeOf(height, width, 2, 2);
    const inputs = [x, weight, f32(height, 2), f32(width, 2)];
    const error = checkGradient(spectralGate, { inputs, attributes: { isConjugate: false }, silentOutputs: [1] });
    expect(error.relative).toBeLessThan(1e-7);
  });

  test("applies with tables made on the host", () => {
    const { shape, x, weight } = shapeOf(3, 4, 2);
    const [values, filter] = [randomValues(sizeOf(x.shape), 1), randomValues(sizeOf(weight.shape), 2)];
    const tape = new ReferenceTape();
    const y = applySpectralGate(tape, tape.tensor(x, values), tape.tensor(weight, filter));
    expect([...tape.valuesOf(y)]).toEqual([...spectralGateReference(values, filter, shape, false).y]);
  });

  test("counts four transforms and a product", () => {
    const { x, weight } = shapeOf(8, 8, 4, 2);
    const launches = lowerChecked(spectralGate, [x, weight, f32(8, 2), f32(8, 2)], { isConjugate: false });
    // Per frequency 2 * 8 for its row and 4 * 8 for its column, both ways and the filter; per position 3 for each column.
    const frequencies = 2 * 4 * 8 * 5;
    expect(launches.map((launch) => launch.counters.multiplies)).toEqual([
      frequencies * 16,
      frequencies * 39,
      frequencies * 34,
      2 * 4 * 64 * 16,
    ]);
    const spectrum = f32(2, 8, 5, 2, 4);
    const [backward] = lowerChecked(spectralGateBackwardWeight, [spectrum, spectrum], { width: 8 });
    expect(backward.counters.multiplies).toBe(4 * 40 * (4 * 2 + 2));
  });

  test("refuses a filter of another size", () => {
    expect(() => spectralGate.infer([f32(1, 4, 6, 3), f32(4, 3, 2, 3)], { isConjugate: false })).toThrow(
      "floor(W/2) + 1",
    );
  });
});
