import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { mmd } from "./kernel.ts";
import { mmdReference } from "./reference.ts";

test("worked numbers: four points", () => {
  const [[y], [bandwidth]] = mmd.reference([Float64Array.of(0, 0, 1, 0, 0, 1, 2, 1)], {}, [f32(4, 2)]);
  expect(bandwidth).toBe(2.5);
  expect(y).toBeCloseTo(2.936748, 6);
});

test("equal samples have none, nor have points that are all one", () => {
  const sample = randomValues(15, 1);
  const [[y]] = mmd.reference([Float64Array.from([...sample, ...sample])], {}, [f32(10, 3)]);
  expect(y).toBeCloseTo(0, 14);
  const [[same], [bandwidth]] = mmd.reference([new Float64Array(8).fill(3)], {}, [f32(4, 2)]);
  expect([same, bandwidth]).toEqual([0, 1e-12]);
});

test("the gradient agrees with central differences of the bandwidth that was", () => {
  const [n, width] = [6, 3];
  const z = randomValues(n * width, 2);
  const tape = new ReferenceTape();
  const input = tape.tensor(f32(n, width), z);
  const outputs = tape.apply(mmd, [input], {});
  const dy = tape.tensor(f32(1), Float64Array.of(0.7));
  const application = { inputs: [input], outputs, attributes: {} };
  const [dz] = mmd.gradient!(tape, application, [dy, null], [true]);
  const [bandwidth] = tape.valuesOf(outputs[1]);
  tape.valuesOf(dz!).forEach((got, element) => {
    const [above, below] = [1e-6, -1e-6].map((shift) => {
      const moved = z.map((value, i) => (i === element ? value + shift : value));
      return 0.7 * mmdReference({ z: moved, n, width }, bandwidth);
    });
    expect(got).toBeCloseTo((above - below) / 2e-6, 8);
  });
});

test("an odd number of points is refused", () => {
  expect(() => mmd.infer([f32(3, 2)], {})).toThrow("first half");
});
