import { describe, expect, test } from "vitest";
import { float64ImageRun, imageParameters } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { CROSSVIT_MINI, crossVit, type CrossVitSize, type CrossVitStream } from "./crossvit.ts";
import { expectImageGradients, onImagesOf, randomImages } from "./image-networks.fixture.ts";
import { presetById } from "./index.ts";

const SIDE = 8;

/** Sixteen fine and four coarse patches on images of 8 x 8. */
const TINY: CrossVitSize = {
  ...CROSSVIT_MINI,
  small: { patch: 2, width: 4, heads: 2, layers: 1, hidden: 6, positions: 17 },
  large: { patch: 4, width: 8, heads: 2, layers: 1, hidden: 6, positions: 5 },
  meetings: 1,
};

const tiny = (change: Partial<CrossVitSize> = {}): ArchitectureDocument =>
  onImagesOf(crossVit("tiny", { ...TINY, ...change }), SIDE, 3);

const IMAGES = randomImages(2, SIDE);

/** Logits with given weights where the names agree. */
const logitsOf = (document: ArchitectureDocument, given?: ReadonlyMap<string, Float64Array>): Float64Array =>
  float64ImageRun(document, IMAGES, [0, 1], { isTraining: false, weights: (name) => given?.get(name) }).logits;

describe("CrossViTs", () => {
  test.each([
    ["crossvit-mini", 1_015_636],
    ["crossvit-nofusion", 1_015_366],
  ])("%s has %i parameters", (id, count) => {
    expect(imageParameters(presetById(id).document)).toBe(count);
  });

  test.each([
    ["Ti", 96, 4, 4, 7_014_800],
    ["S", 192, 4, 4, 26_856_272],
    ["B", 384, 4, 4, 105_025_232],
    ["9", 128, 3, 3, 8_553_296],
    ["15", 192, 5, 3, 27_528_464],
    ["18", 224, 6, 3, 43_271_408],
  ])("CrossViT-%s, narrow width %i, has its published size", (name, width, layers, ratio, count) => {
    const stream = (patch: number, own: number, depth: number, positions: number): CrossVitStream => {
      return { patch, width: own, heads: 8, layers: depth, hidden: ratio * own, positions };
    };
    // The paper resizes the image for each stream; parameters depend on the lengths of the tables alone.
    const document = crossVit(name, {
      ...CROSSVIT_MINI,
      small: stream(12, width, 1, 401),
      large: stream(16, 2 * width, layers, 197),
      meetings: 3,
      fusion: { heads: 8 },
    });
    expect(imageParameters(onImagesOf(document, 48, 1000))).toBe(count);
  });

  test("without fusion the answer is the mean of two networks that never met", () => {
    const apart = tiny({ fusion: null });
    const { initial } = float64ImageRun(apart, IMAGES, [0, 1], { isTraining: false });
    const silenced = (stream: string): Float64Array => {
      const given = new Map([...initial].filter(([name]) => !name.endsWith(`heads.${stream}`)));
      for (const name of [`logits.heads.weight_${stream}`, `logits.heads.bias_${stream}`]) {
        given.set(name, new Float64Array(initial.get(name)?.length ?? 0));
      }
      return logitsOf(apart, given);
    };
    const [first, second] = [silenced("2"), silenced("1")];
    logitsOf(apart).forEach((value, i) => expect(value).toBeCloseTo(first[i] + second[i], 12));
  });

  test("coarse patches in another order leave the answer as it is where no table tells them apart", () => {
    const { initial } = float64ImageRun(tiny(), IMAGES, [0, 1], { isTraining: false });
    const flat = new Map(
      [...initial]
        .filter(([name]) => name.includes("positions"))
        .map(([name, { length }]) => [name, new Float64Array(length)]),
    );
    const swapped = IMAGES.map((_, at) => {
      const [row, rest] = [Math.floor(at / (3 * SIDE)) % SIDE, at % (3 * SIDE)];
      return IMAGES[Math.floor(at / (3 * SIDE * SIDE)) * 3 * SIDE * SIDE + ((row + 4) % SIDE) * 3 * SIDE + rest];
    });
    const answer = (images: Float64Array): Float64Array =>
      float64ImageRun(tiny(), images, [0, 1], { isTraining: false, weights: (name) => flat.get(name) }).logits;
    const want = answer(IMAGES);
    answer(swapped).forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });

  test("both directions read the streams as they were: the large one is not changed by what the small one got", () => {
    // With the small stream's answer silenced, nothing of its own way back can matter.
    const { initial } = float64ImageRun(tiny(), IMAGES, [0, 1], { isTraining: false });
    const silent = new Map([["logits.heads.weight_1", new Float64Array(3 * 4)]]);
    const other = new Map(silent);
    for (const [name, values] of initial) {
      if (name.includes("first_"))
        other.set(
          name,
          values.map((value) => value + 1),
        );
    }
    expect([...other].length).toBeGreaterThan(1);
    expect(logitsOf(tiny(), other)).toEqual(logitsOf(tiny(), silent));
  });

  test.each([{ layers: 2, residual: true }, { form: "class-sum" as const }, { form: "pairwise-sum" as const }])(
    "gradients of fusion %o",
    (fusion) => {
      const alone = { small: { ...TINY.small, layers: 0 }, large: { ...TINY.large, layers: 0 } };
      expectImageGradients(onImagesOf(crossVit("fusion", { ...TINY, ...alone, fusion }), SIDE, 3), SIDE);
    },
  );

  test("the keys' offsets have no gradient", () => {
    const { gradients } = float64ImageRun(tiny(), IMAGES, [0, 1]);
    const offsets = [...gradients].filter(([name]) => name.endsWith("_key_bias"));
    expect(offsets.length).toBe(2);
    for (const [name, gradient] of offsets) expect(Math.max(...gradient.map(Math.abs)), name).toBeLessThan(1e-15);
  });

  test("both heads can be one over both tokens", () => {
    expect(imageParameters(tiny({ head: "concat" }))).toBe(imageParameters(tiny()) - 3);
  });
});
