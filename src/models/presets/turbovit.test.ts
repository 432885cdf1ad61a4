import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import { unitOrder, unrolledOrder } from "../blocks/mask-units/order.ts";
import type { Item } from "../document/types.ts";
import { expectImageGradients, onImagesOf } from "./image-networks.fixture.ts";
import { presetById } from "./index.ts";
import { block } from "./preset.ts";
import { TURBOVIT_MINI, turboVit } from "./turbovit.ts";

describe("unrolled order", () => {
  test("worked numbers", () => {
    expect(unrolledOrder(4, 4, 1)).toEqual([0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15]);
    expect(unrolledOrder(8, 8, 2).slice(0, 8)).toEqual([0, 4, 32, 36, 2, 6, 34, 38]);
  });

  test("is a permutation whose places with equal remainder are one unit, and unit by unit holds the same", () => {
    const [height, columns, side] = [8, 12, 4];
    const units = (height * columns) / side ** 2;
    const unrolled = unrolledOrder(height, columns, 2);
    expect([...unrolled].sort((a, b) => a - b)).toEqual([...unrolled.keys()]);
    const unitOf = (place: number): number =>
      Math.floor(place / columns / side) * (columns / side) + Math.floor((place % columns) / side);
    unrolled.forEach((place, i) => expect(unitOf(place)).toBe(i % units));
    unitOrder(height, columns, side).forEach((place, at) => expect(unitOf(place)).toBe(Math.floor(at / side ** 2)));
  });

  test("pooling quarters twice is 4 x 4 max pooling of the map", () => {
    const [height, columns] = [8, 12];
    const x = randomValues(height * columns, 5);
    const pooled = [block("pool-quarters", {}, { slug: "first" }), block("pool-quarters", {}, { slug: "second" })];
    const { values, shape } = float64Trunk([block("mask-units"), ...pooled], [height, columns, 1], x);
    expect(shape).toEqual([1, 6, 1, 1]);
    values.forEach((value, unit) => {
      const [row, column] = [4 * Math.floor(unit / 3), 4 * (unit % 3)];
      const inside = x.filter((_, at) => {
        const [i, j] = [Math.floor(at / columns) - row, (at % columns) - column];
        return i >= 0 && i < 4 && j >= 0 && j < 4;
      });
      expect(value).toBe(Math.max(...inside));
    });
  });
});

describe("unit attention", () => {
  const SIDE = 4;
  const x = randomValues(SIDE * SIDE * 8, 6);
  const run = (trunk: readonly Item[]) => float64Trunk(trunk, [SIDE, SIDE, 8], x);
  const heads = 2;

  test("one unit that covers the map is attention among all, and plain attention on the tokens dealt", () => {
    const whole = run([block("mask-units", { side: 4 }), block("unit-attention", { heads })]).values;
    const across = run([block("mask-units", { side: 4 }), block("unit-attention", { heads, reach: "all" })]).values;
    const attention = block("attention", { heads, position: "none", causal: false, bias: true });
    const plain = run([block("mask-units", { side: 4 }), attention]).values;
    whole.forEach((value, i) => {
      expect(value).toBeCloseTo(across[i], 14);
      expect(value).toBeCloseTo(plain[i], 14);
    });
  });

  test("tokens gather from their unit alone, unless they reach all", () => {
    const changed = x.map((value, i) => (i < 8 ? value + 1 : value));
    for (const reach of ["unit", "all"] as const) {
      const trunk = [block("mask-units", { side: 2 }), block("unit-attention", { heads, reach })];
      const [before, after] = [x, changed].map((map) => float64Trunk(trunk, [SIDE, SIDE, 8], map).values);
      const others = (values: Float64Array): number[] => [...values.subarray(4 * 8)];
      if (reach === "unit") expect(others(after)).toEqual(others(before));
      else expect(others(after)).not.toEqual(others(before));
    }
  });

  test("refuses to pool units of one token", () => {
    const trunk = [block("mask-units", { side: 1 }), block("unit-attention", { heads, pooling: "max" })];
    expect(() => run(trunk)).toThrow("cannot be pooled four to one");
  });
});

describe("TurboViTs", () => {
  test.each([
    ["turbovit-mini", 414_986],
    ["turbovit-global", 414_986],
  ])("%s has %i parameters", (id, count) => {
    expect(imageParameters(presetById(id).document)).toBe(count);
  });

  test("four stages up to width 256 have 1,133,066", () => {
    const document = turboVit("wide", { ...TURBOVIT_MINI, unit: 8, depths: [1, 1, 3, 1] });
    expect(imageParameters(document)).toBe(1_133_066);
  });

  test.each([
    ["T", [1, 2, 7, 2], 27_910_216],
    ["S", [1, 2, 11, 2], 35_008_072],
    ["B", [2, 3, 16, 3], 51_524_968],
  ])("Hiera-%s has its published size", (name, depths, count) => {
    const document = turboVit(name, {
      ...TURBOVIT_MINI,
      mapSide: 56,
      stem: { kernel: 7, stride: 4, padding: 3 },
      unit: 8,
      depths,
      width: 96,
      ratio: 4,
    });
    expect(imageParameters(onImagesOf(document, 224, 1000))).toBe(count);
  });

  test.each(["max", "mean"] as const)("gradients with pooling by %s agree with central differences", (pooling) => {
    const document = turboVit("tiny", {
      ...TURBOVIT_MINI,
      mapSide: 4,
      depths: [1, 1, 2],
      width: 4,
      ratio: 1,
      pooling,
    });
    expectImageGradients(onImagesOf(document, 8, 3), 8);
  });
});
