import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import type { KnobsGiven } from "../blocks/index.ts";
import { presetById } from "./index.ts";
import { block } from "./preset.ts";
import { scanStack, visionMamba } from "./vision-mamba.ts";

describe("Vision Mambas", () => {
  test.each([
    ["vim-mini", 443_338],
    ["vim-oneway", 393_802],
    ["vim-cross4", 446_314],
  ])("%s has %i parameters", (id, count) => {
    expect(imageParameters(presetById(id).document)).toBe(count);
  });

  test.each([
    ["T", 192, 7_148_008],
    ["S", 384, 25_796_584],
    ["B", 768, 97_598_440],
  ])("Vim-%s, width %i, has its published size", (name, width, count) => {
    const document: ArchitectureDocument = {
      ...visionMamba(name, 1, {}),
      task: { kind: "classify-image", knobs: { height: 224, width: 224, channels: 3, classes: 1000 } },
      trunk: [
        block("patch-embedding", { patch: 16, width }),
        block("class-token"),
        block("position-embedding", { length: 197 }),
        scanStack(24, { scanOrder: "bidirectional" }),
      ],
    };
    expect(imageParameters(document)).toBe(count);
  });
});

describe("a scan over patches", () => {
  const [rows, columns, width] = [3, 4, 4];
  const x = randomValues(rows * columns * width, 6);
  const scanned = (map: Float64Array, knobs: KnobsGiven<"mamba">): Float64Array =>
    float64Trunk([block("mamba", { state: 4, ...knobs })], [rows, columns, width], map).values;
  const changedAt = 5;
  const changed = x.map((value, i) => (Math.floor(i / width) === changedAt ? value + 1 : value));
  const before = (values: Float64Array): number[] => [...values.subarray(0, changedAt * width)];

  test("in one direction does not see what lies behind, in two it does", () => {
    expect(before(scanned(changed, {}))).toEqual(before(scanned(x, {})));
    const both = { scanOrder: "bidirectional" } as const;
    expect(before(scanned(changed, both))).not.toEqual(before(scanned(x, both)));
  });

  test("with directions that share weights, a mirrored sequence gives the mirrored result", () => {
    const mirrored = (map: Float64Array): Float64Array =>
      map.map((_, i) => map[(rows * columns - 1 - Math.floor(i / width)) * width + (i % width)]);
    const knobs = { scanOrder: "bidirectional", shareDirections: true } as const;
    const want = mirrored(scanned(x, knobs));
    scanned(mirrored(x), knobs).forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });

  test("the mean of directions is half of their sum before the output projection", () => {
    const sum = scanned(x, { scanOrder: "bidirectional" });
    const mean = scanned(x, { scanOrder: "bidirectional", merge: "mean" });
    mean.forEach((value, i) => expect(2 * value).toBeCloseTo(sum[i], 12));
  });
});
