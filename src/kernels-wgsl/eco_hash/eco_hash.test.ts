import { expect, test } from "vitest";
import { addCounters } from "../../lib/counters.ts";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { ecoHash, ecoHashBackward, type EcoHashAttributes } from "./kernel.ts";
import { ecoHashReference } from "./reference.ts";

const BASE: EcoHashAttributes = { heads: 2, width: 4, bits: 5, anchors: 3 };
const specs = (rows: number, a: EcoHashAttributes) => [
  f32(1, rows, a.heads * a.width),
  f32(a.heads * (a.bits + 1 + a.width), a.anchors),
];

test("worked numbers: one head of two channels, two anchors on the axes", () => {
  // c = (0.6, 0.8); squared distances to (1, 0) and (0, 1) are 0.8 and 0.4, their mean 0.6.
  const hash = Float64Array.of(1, -1, 0, 0, 1, 0, 0, 1);
  const [u] = ecoHashReference([Float64Array.of(3, 4), hash], { heads: 1, width: 2, bits: 1, anchors: 2 });
  expect(u).toBeCloseTo(Math.exp(-0.8 / 1.2) - Math.exp(-0.4 / 1.2), 9);
});

test.each([
  ["several heads", 3, {}],
  ["one row, one anchor apart", 1, { heads: 1, anchors: 2 }],
  ["wide", 2, { width: 9, bits: 17, anchors: 7 }],
] as const)("gradient against central differences: %s", (_, rows, changes) => {
  const attributes = { ...BASE, ...changes };
  const [x, hash] = specs(rows, attributes);
  // The hash is frozen: it is no input of the function that is differentiated.
  const values = randomValues(hash.shape[0] * hash.shape[1], 9);
  const frozen = {
    ...ecoHash,
    infer: () => ecoHash.infer([x, hash], attributes),
    reference: ([x0]: readonly Float64Array[]) => [ecoHashReference([x0, values], attributes)],
    gradient: ((tape, application, [du]) => {
      const constant = tape.constant("hash", hash, () => values);
      return ecoHash.gradient!(
        tape,
        { ...application, inputs: [application.inputs[0], constant] },
        [du],
        [true, false],
      ).slice(0, 1);
    }) as NonNullable<typeof ecoHash.gradient>,
  };
  expect(checkGradient(frozen, { inputs: [x], attributes }).relative).toBeLessThan(1e-6);
});

test("the length of x does not matter, only its direction; no direction at all gives finite numbers", () => {
  const [x, hash] = specs(1, BASE).map((spec, i) =>
    randomValues(
      spec.shape.reduce((a, b) => a * b),
      i + 1,
    ),
  );
  const [near, far] = [x, x.map((value) => 100 * value)].map((at) => ecoHashReference([at, hash], BASE));
  far.forEach((value, i) => expect(value).toBeCloseTo(near[i], 9));
  expect([...ecoHashReference([new Float64Array(8), hash], BASE)].every(Number.isFinite)).toBe(true);
});

test("work per head and token: two additions and a multiplication per channel and anchor, a multiply-add per bit", () => {
  const count = (changes: Partial<EcoHashAttributes>) => {
    const attributes = { ...BASE, heads: 1, width: 16, bits: 16, anchors: 25, ...changes };
    const launches = lowerChecked(ecoHash, specs(10, attributes), attributes);
    return addCounters(...launches.map(({ counters }) => counters));
  };
  expect(count({ width: 17 }).multiplies - count({}).multiplies).toBe(10 * (2 + 25));
  expect(count({ width: 17 }).adds - count({}).adds).toBe(10 * (1 + 2 * 25));
  expect(count({ bits: 17 }).multiplies - count({}).multiplies).toBe(10 * 25);
  const [x, hash] = specs(3, BASE);
  lowerChecked(ecoHashBackward, [x, hash, ...ecoHash.infer([x, hash], BASE)], BASE);
});

test("says what does not fit", () => {
  expect(() => ecoHash.infer(specs(2, BASE), { ...BASE, anchors: 80 })).toThrow("use 64");
  expect(() => ecoHash.infer(specs(2, BASE), { ...BASE, bits: 4 })).toThrow("the hash must be [18,3]; it is [20,3]");
});
