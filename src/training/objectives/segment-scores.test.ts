import { describe, expect, test } from "vitest";
import { emptySegmentScores, scoreScene, summarizeSegments } from "./segment-scores.ts";

const CLASSES = 3;
const SURE = 30;
const PIXELS = 8;

/** One query of a class (3: none) and the pixels inside its mask. */
const query = (kind: number, inside: readonly number[]): number[] => [
  ...Array.from({ length: CLASSES + 1 }, (_, k) => (k === kind ? SURE : 0)),
  ...Array.from({ length: PIXELS }, (_, pixel) => (inside.includes(pixel) ? SURE : -SURE)),
];

/** Segment and class of every pixel. */
const labels = (...pairs: readonly (readonly [number, number])[]): Uint8Array => Uint8Array.from(pairs.flat());
const TRUTH = labels([0, 0], [0, 0], [0, 0], [0, 0], [1, 2], [1, 2], [1, 2], [2, 2]);
const SLICE = {
  sequenceLength: 1,
  windowStarts: Uint32Array.of(0),
  windowTargets: Uint32Array.of(1),
  targets: 1,
  bytes: 1,
  sha256: "",
};

function summaryOf(...queries: readonly number[][]) {
  const into = emptySegmentScores(1, CLASSES);
  const answer = { scores: Float32Array.from(queries.flat()), classes: CLASSES, pixels: PIXELS };
  scoreScene(answer, TRUTH, { window: 0, isShown: true }, into);
  return { ...summarizeSegments(SLICE, into), shown: into.segmentations?.get(0) };
}

describe("scores of segments", () => {
  test("a perfect answer", () => {
    const { loss, accuracy, meanIou, panopticQuality, iouByClass, shown } = summaryOf(
      query(2, [7]),
      query(0, [0, 1, 2, 3]),
      query(2, [4, 5, 6]),
      query(3, [0, 4]),
    );
    expect(loss).toBeLessThan(1e-10);
    expect([accuracy, meanIou, panopticQuality]).toEqual([1, 1, 1]);
    expect(iouByClass).toEqual([1, null, 1]);
    expect(shown).toBe("00002222");
  });

  test("all background is the floor: its share over the number of classes that occur", () => {
    const { accuracy, meanIou, panopticQuality } = summaryOf(query(0, [0, 1, 2, 3, 4, 5, 6, 7]));
    expect(accuracy).toBe(0.5);
    expect(meanIou).toBe(0.5 / 2);
    // Half of the region is the background's, which is no match; it is in vain, and all segments are missed.
    expect(panopticQuality).toBe(0);
  });

  test("one region for two segments matches the one of which it has more than half", () => {
    const { panopticQuality, meanIou } = summaryOf(query(0, [0, 1, 2, 3]), query(2, [4, 5, 6, 7]));
    expect(meanIou).toBe(1);
    // Overlap 3/4 of one match and one segment missed.
    expect(panopticQuality).toBe((1 + 0.75 / 1.5) / 2);
  });

  test("two queries of the background are one region", () => {
    const { panopticQuality } = summaryOf(query(0, [0, 1]), query(0, [2, 3]), query(2, [4, 5, 6]), query(2, [7]));
    expect(panopticQuality).toBe(1);
  });
});
