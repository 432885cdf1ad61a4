import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import { canonicalText } from "../document/canonical.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { presetById } from "./index.ts";
import { block } from "./preset.ts";
import { spectFormer, spectralTrunk } from "./spectformer.ts";

describe("the spectral gate", () => {
  const [height, width] = [6, 9];
  const x = randomValues(height * width * 2, 4);
  const filtered = (map: Float64Array, gate: "complex" | "real", filter: Float64Array): Float64Array =>
    float64Trunk([block("spectral-gate", { gate })], [height, width, 2], map, (name) =>
      name === "gate.filter" ? filter : undefined,
    ).values;

  test("a real filter of ones gives back the map", () => {
    const y = filtered(x, "real", new Float64Array(height * 5 * 2).fill(1));
    y.forEach((value, i) => expect(value).toBeCloseTo(x[i], 12));
  });

  test("a map rolled round gives the result rolled round", () => {
    const filter = randomValues(height * 5 * 2 * 2, 7);
    const roll = (map: Float64Array): Float64Array =>
      map.map((_, at) => {
        const [i, j, c] = [Math.floor(at / 2 / width), Math.floor(at / 2) % width, at % 2];
        return map[(((i + 4) % height) * width + ((j + 7) % width)) * 2 + c];
      });
    const [rolledFirst, rolledLast] = [filtered(roll(x), "complex", filter), roll(filtered(x, "complex", filter))];
    rolledFirst.forEach((value, i) => expect(value).toBeCloseTo(rolledLast[i], 12));
  });

  test("worked numbers: an impulse through two changed frequencies of 4 x 4", () => {
    // Frequencies (0,1) = 1 + 0.5i and (1,0) = 2, all others 1: [u, v, re | im].
    const filter = Float64Array.from({ length: 4 * 3 * 2 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    filter[3] = 0.5;
    filter[3 * 2] = 2;
    const impulse = Float64Array.from({ length: 16 }, (_, i) => (i === 0 ? 1 : 0));
    const { values } = float64Trunk([block("spectral-gate")], [4, 4, 1], impulse, (name) =>
      name === "gate.filter" ? filter : undefined,
    );
    const want = [
      [1.0625, 0, 0.0625, 0.125],
      [0, -0.0625, 0, 0.0625],
      [-0.0625, -0.125, -0.0625, 0],
      [0, -0.0625, 0, 0.0625],
    ].flat();
    values.forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });
});

describe("SpectFormers", () => {
  test.each([
    ["spectformer-a2", 699_274],
    ["spectformer-a4", 587_658],
    ["spectformer-a6", 476_042],
  ])("%s has %i parameters", (id, count) => {
    expect(imageParameters(presetById(id).document)).toBe(count);
  });

  test("without spectral layers it is the vision transformer of its size", () => {
    const text = (document: ArchitectureDocument): string => canonicalText(document, CATALOGUE);
    expect(text(spectFormer("a0", 0))).toBe(text(presetById("vit-810k").document));
  });

  test.each([
    ["T", 256, 12, 9_158_376],
    ["S", 384, 19, 32_449_768],
    ["B", 512, 19, 57_159_656],
  ])("SpectFormer-%s, width %i, %i layers, has its published size", (name, width, layers, count) => {
    const document: ArchitectureDocument = {
      ...spectFormer(name, 0),
      task: { kind: "classify-image", knobs: { height: 224, width: 224, channels: 3, classes: 1000 } },
      trunk: [
        block("patch-embedding", { patch: 16, width }),
        block("position-embedding", { length: 196 }),
        ...spectralTrunk(layers, 4, 4 * width),
      ],
    };
    expect(imageParameters(document)).toBe(count);
  });
});
