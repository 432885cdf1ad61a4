import { describe, expect, test } from "vitest";
import { patchCount } from "../adaptation/adaptation-set.ts";
import { hyperspectralPair } from "./dataset.ts";
import { scenePair } from "./pair.ts";
import { UNLABELLED, type Scene } from "./scene.ts";
import { BANDS, CLASSES } from "./spectra.ts";

/** Share of labelled pixels that are nearest to the mean of their class in `known`. */
function nearestMean(known: Scene, asked: Scene): number {
  const pixelOf = ({ cube }: Scene, n: number): Float64Array => cube.subarray(n * BANDS, (n + 1) * BANDS);
  const sums = Array.from({ length: CLASSES }, () => new Float64Array(BANDS));
  const counts = new Uint32Array(CLASSES);
  known.labels.forEach((label, n) => {
    if (label === UNLABELLED) return;
    counts[label] += 1;
    pixelOf(known, n).forEach((value, b) => (sums[label][b] += value));
  });
  const means = sums.map((sum, k) => sum.map((value) => value / Math.max(1, counts[k])));
  const labelled = [...asked.labels.keys()].filter((n) => asked.labels[n] !== UNLABELLED);
  const right = labelled.filter((n) => {
    const distances = means.map((mean) => Math.hypot(...pixelOf(asked, n).map((value, b) => value - mean[b])));
    return distances.indexOf(Math.min(...distances)) === asked.labels[n];
  });
  return right.length / labelled.length;
}

describe("a pair of hyperspectral scenes", () => {
  test("is the same each time, and its notes say what is read of the target", async () => {
    const [first, second] = [await hyperspectralPair.loadDomains(), await hyperspectralPair.loadDomains()];
    expect(second.sha256).toBe(first.sha256);
    expect(first.sha256).toMatchInlineSnapshot(`"11a7ba97c9000ba3d32467f4f4b921d04232e4157267fc640ce573a8c809b765"`);
    expect(patchCount(first.source)).toBe(first.source.labels.length);
    expect(patchCount(first.evaluation)).toBe(first.evaluation.labels.length);
    expect(first.target).not.toHaveProperty("labels");
  });

  test("pixels have unit length, and a tenth of them no label", () => {
    const { source } = scenePair(3, 0.75);
    expect(Math.hypot(...source.cube.subarray(16, 32))).toBeCloseTo(1, 12);
    const unlabelled = source.labels.filter((label) => label < 0).length / source.labels.length;
    expect(unlabelled).toBeGreaterThan(0.08);
    expect(unlabelled).toBeLessThan(0.12);
  });

  test("without a shift the source tells the target's classes, with one it tells fewer, and the target's labels still do", () => {
    const [same, shifted] = [0, 1].map((shift) => scenePair(1, shift));
    expect(nearestMean(same.source, same.target)).toBeGreaterThan(0.9);
    expect(nearestMean(shifted.source, shifted.target)).toBeLessThan(0.85);
    expect(nearestMean(shifted.target, shifted.target)).toBeGreaterThan(0.85);
  });
});
