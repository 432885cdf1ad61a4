import { describe, expect, test } from "vitest";
import { planProgram } from "../../engine/plan/plan.ts";
import { PORTABLE_TRAITS } from "../../kernels-wgsl/index.ts";
import { float64ImageRun, imageGraph, imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import { presetById } from "./index.ts";
import { expectImageGradients, onImagesOf, randomImages } from "./image-networks.fixture.ts";
import { block } from "./preset.ts";
import { tnt, TNT_MINI, type TntSize } from "./transformer-in-transformer.ts";

const SIDE = 8;

/** Four patches of 2 x 2 words on images of 8 x 8. */
const TINY: TntSize = {
  ...TNT_MINI,
  imageSide: SIDE,
  patch: 4,
  innerWidth: 4,
  outerWidth: 8,
  outerHeads: 2,
  layers: 2,
};

const tiny = (change: Partial<TntSize> = {}): ArchitectureDocument =>
  onImagesOf(tnt("tiny", { ...TINY, ...change }), SIDE, 3);

describe("Transformers in transformers", () => {
  test("TNT mini has 1,045,066 parameters", () => {
    expect(imageParameters(presetById("tnt-mini").document)).toBe(1_045_066);
  });

  test.each([
    ["S", 24, 384, 6, 23_768_584],
    ["B", 40, 640, 10, 65_428_680],
  ])("TNT-%s, widths %i and %i, has its published size", (name, innerWidth, outerWidth, outerHeads, count) => {
    const size = { ...TNT_MINI, imageSide: 224, patch: 16, wordStride: 4, kernel: 7, innerWidth, innerHeads: 4 };
    const document = tnt(name, { ...size, outerWidth, outerHeads, layers: 12, ratio: 4 });
    expect(imageParameters(onImagesOf(document, 224, 1000))).toBe(count);
  });

  test("the ViT over patches of 4 costs as many multiplications, within five per cent", () => {
    const multiplies = (id: string): number => {
      const { graph } = imageGraph(presetById(id).document, 1, false);
      return planProgram(graph, { traits: PORTABLE_TRAITS }).counters.forward.multiplies;
    };
    expect(Math.abs(multiplies("vit-p4-macs") / multiplies("tnt-mini") - 1)).toBeLessThan(0.05);
  });

  test("with bridges of zero the words reach the answer through the stem alone", () => {
    const images = randomImages(2, SIDE);
    const { logits: silent, initial } = float64ImageRun(tiny(), images, [0, 1], {
      isTraining: false,
      weights: (name, values) =>
        name.startsWith("layers.bridge.project") ? new Float64Array(values.length) : undefined,
    });
    const weights = (name: string): Float64Array | undefined => initial.get(name);
    const plain = float64ImageRun(tiny({ inner: "off" }), images, [0, 1], { isTraining: false, weights }).logits;
    silent.forEach((value, i) => expect(value).toBeCloseTo(plain[i], 12));
  });

  test("patches dealt in another order give the same answer where no level knows positions", () => {
    const images = randomImages(1, SIDE);
    const dealt = images.map((_, at) => {
      const [row, column, rest] = [Math.floor(at / (3 * SIDE)), Math.floor(at / 3) % SIDE, at % 3];
      return images[(((row + 4) % SIDE) * SIDE + ((column + 4) % SIDE)) * 3 + rest];
    });
    const answer = (of: Float64Array, positions: TntSize["positions"]): Float64Array =>
      float64ImageRun(tiny({ positions }), of, [0], { isTraining: false }).logits;
    const want = answer(images, "inner");
    answer(dealt, "inner").forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
    expect(answer(dealt, "both")).not.toEqual(answer(images, "both"));
  });

  test("gradients agree with central differences, of one layer with gates and of two that share frozen words", () => {
    expectImageGradients(tiny({ layers: 1, hasSqueezeExcite: true }), SIDE);
    expectImageGradients(tiny({ inner: "frozen" }), SIDE);
  });
});

describe("words", () => {
  const WIDTH = 4;
  const words = block("word-embedding", { patch: 4, stride: 2, width: WIDTH });
  const attend = block("attention", { heads: 2, position: "none", causal: false });
  const [HEIGHT, COLUMNS] = [8, 12];
  const image = randomImages(1, 12).subarray(0, HEIGHT * COLUMNS * 3);
  const ofImage = (trunk: readonly Item[], pixels: Float64Array) => float64Trunk(trunk, [HEIGHT, COLUMNS, 3], pixels);

  test("changed pixels of a patch change the words of that patch alone, behind attention too", () => {
    const changed = Float64Array.from(image);
    // Row 3, column 4: the lower left corner of the second patch.
    changed[(3 * COLUMNS + 4) * 3] += 1;
    for (const trunk of [[words], [words, attend]]) {
      const [before, after] = [image, changed].map((pixels) => ofImage(trunk, pixels));
      expect(before.shape).toEqual([1, 6, 4, WIDTH]);
      const differing = before.values.map((value, i) => Number(value !== after.values[i]));
      const perPatch = Array.from({ length: 6 }, (_, patch) =>
        differing.subarray(patch * 4 * WIDTH, (patch + 1) * 4 * WIDTH).reduce((sum, one) => sum + one, 0),
      );
      expect(perPatch.map((count) => count > 0)).toEqual([false, true, false, false, false, false]);
    }
  });

  test("a patch that the stride does not divide has words at its border, behind zeros", () => {
    const { shape } = ofImage([block("word-embedding", { patch: 4, stride: 3, width: WIDTH })], image);
    expect(shape).toEqual([1, 6, 4, WIDTH]);
  });

  test("refuses a filter without a middle", () => {
    expect(() => ofImage([block("word-embedding", { patch: 4, kernel: 4 })], image)).toThrow(
      "the nearest legal value is 3",
    );
  });
});
