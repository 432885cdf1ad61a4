import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { float64ImageRun, imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { expectImageGradients, onImagesOf, randomImages } from "./image-networks.fixture.ts";
import { presetById } from "./index.ts";
import { block } from "./preset.ts";
import { SRET_MINI, sret, type SretSize } from "./sliced-recursive.ts";

describe("sliced attention", () => {
  const [SIDE, WIDTH] = [4, 4];
  const x = randomValues(SIDE * SIDE * WIDTH, 6);
  const sliced = (groups: number, shuffle: boolean, map = x): Float64Array => {
    const trunk = [block("flatten-map"), block("sliced-attention", { heads: 2, groups, shuffle })];
    return float64Trunk(trunk, [SIDE, SIDE, WIDTH], map).values;
  };

  test("one group is full attention", () => {
    const attention = block("attention", { heads: 2, position: "none", causal: false, bias: true });
    const full = float64Trunk([block("flatten-map"), attention], [SIDE, SIDE, WIDTH], x).values;
    for (const shuffle of [false, true]) {
      sliced(1, shuffle).forEach((value, i) => expect(value).toBeCloseTo(full[i], 14));
    }
  });

  /** Which tokens change when one does. */
  const reached = (token: number, shuffle: boolean): readonly number[] => {
    const changed = x.map((value, i) => (Math.floor(i / WIDTH) === token ? value + 1 : value));
    const [before, after] = [x, changed].map((map) => sliced(4, shuffle, map));
    const differs = (own: number): boolean =>
      [...Array(WIDTH).keys()].some((c) => before[own * WIDTH + c] !== after[own * WIDTH + c]);
    return [...Array(SIDE * SIDE).keys()].filter(differs);
  };

  test("tokens reach their own group of a quarter, in order or dealt; groups are the same for all their members", () => {
    expect(reached(5, false)).toEqual([4, 5, 6, 7]);
    const group = reached(5, true);
    expect(group.length).toBe(4);
    for (const token of group) expect(reached(token, true)).toEqual(group);
  });

  test("evaluated twice it deals the same, and not in order", () => {
    expect(sliced(4, true)).toEqual(sliced(4, true));
    expect(sliced(4, true)).not.toEqual(sliced(4, false));
  });

  test("refuses groups that do not divide the tokens", () => {
    expect(() => sliced(3, false)).toThrow("3 groups do not divide 16 tokens; the nearest legal values are 2 or 4");
  });
});

const SIDE = 8;
const TINY: SretSize = {
  ...SRET_MINI,
  positions: 4,
  stages: [{ width: 4, heads: 2, blocks: 1, groups: [4, 2] }],
  ratio: 1,
};
const tiny = (change: Partial<SretSize> = {}): ArchitectureDocument =>
  onImagesOf(sret("tiny", { ...TINY, ...change }), SIDE, 3);

describe("sliced recursive transformers", () => {
  test.each([
    ["sret-mini", 682_914],
    ["sret-naive", 682_914],
    ["sret-no-projection", 483_222],
  ])("%s has %i parameters", (id, count) => {
    expect(imageParameters(presetById(id).document)).toBe(count);
  });

  test.each([
    ["T", 32, [2, 4, 8], 3.6, 1, 4_755_979],
    ["LT", 32, [2, 4, 8], 4, 1, 4_988_024],
    ["S", 42, [3, 6, 12], 3, 2, 20_899_692],
  ])("SReT-%s has its published size", (name, headWidth, heads, ratio, projection, count) => {
    const stages = heads.map((own, i) => ({
      width: headWidth * own,
      heads: own,
      blocks: [2, 5, 3][i],
      groups: (
        [
          [8, 2],
          [4, 1],
          [1, 1],
        ] as const
      )[i],
    }));
    const size = { ...SRET_MINI, positions: 784, stemHalvings: 3, stages, ratio, projection };
    expect(imageParameters(onImagesOf(sret(name, size), 224, 1000))).toBe(count);
  });

  test("a looped block is an unrolled one with copied weights, and its gradient the sum of the copies'", () => {
    const images = randomImages(2, SIDE);
    const looped = float64ImageRun(tiny(), images, [0, 1]);
    const apart = JSON.parse(
      JSON.stringify(tiny()).replace('"sharing":"one"', '"sharing":"each"'),
    ) as ArchitectureDocument;
    const nameOf = (name: string): string => name.replace(/^(.*\.loop\.[a-z-]+\.\d+)\.\d+\./, "$1.");
    const shared = (name: string): string => (looped.initial.has(name) ? name : nameOf(name));
    const unrolled = float64ImageRun(apart, images, [0, 1], { weights: (name) => looped.initial.get(shared(name)) });
    unrolled.logits.forEach((value, i) => expect(value).toBeCloseTo(looped.logits[i], 12));
    const sums = new Map<string, Float64Array>();
    for (const [name, gradient] of unrolled.gradients) {
      const before = sums.get(shared(name));
      sums.set(shared(name), before === undefined ? gradient : gradient.map((value, i) => value + before[i]));
    }
    expect([...sums.keys()].sort()).toEqual([...looped.gradients.keys()].sort());
    expect(sums.size).toBeLessThan(unrolled.gradients.size);
    for (const [name, gradient] of looped.gradients) {
      gradient.forEach((value, i) => expect(value, name).toBeCloseTo(sums.get(name)?.[i] ?? NaN, 10));
    }
  });

  test("applied once, with private layers silenced, it is a stack of plain blocks", () => {
    const images = randomImages(2, SIDE);
    const once = { loops: 1, stages: [{ ...TINY.stages[0], groups: [1, 1] as const }] };
    const { initial, logits } = float64ImageRun(tiny(once), images, [0, 1], {
      isTraining: false,
      weights: (name, values) =>
        name.includes("after-pass") && name.endsWith(".scale") ? values.map(() => 0) : undefined,
    });
    const plain = tiny({ ...once, projection: null, hasScales: false });
    const weights = (name: string): Float64Array | undefined => initial.get(name);
    const want = float64ImageRun(plain, images, [0, 1], { isTraining: false, weights }).logits;
    logits.forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });

  test("gradients agree with central differences, factors and private layers among them", () => {
    expectImageGradients(tiny(), SIDE);
  });
});
