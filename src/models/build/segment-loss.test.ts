import { describe, expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { interpret } from "../../engine/graph/interpret.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { f32, sizeOf } from "../../kernels-wgsl/index.ts";
import { segmentLoss, type SegmentWeights } from "./segment-loss.ts";

const ALL: SegmentWeights = { classes: 2, masks: 5, overlap: 5 };
const [BATCH, QUERIES, SEGMENTS, CLASSES, SIDE] = [2, 4, 3, 3, 3];

interface Given {
  readonly classes: Float64Array;
  readonly masks: Float64Array;
  readonly truth: Float64Array;
  /** The class of each segment, -1 where it is not there; [B, G]. */
  readonly kinds: readonly number[];
}

/** The loss of one answer, repeated. */
function lossOf({ classes, masks, truth, kinds }: Given, weights = ALL, answers = 1, batch = BATCH): number {
  const graph = new Graph();
  const values = new Map<number, Float64Array>();
  const input = (name: string, shape: readonly number[], given: Float64Array) => {
    const tensor = graph.input(name, f32(...shape));
    expect(given).toHaveLength(sizeOf(shape));
    values.set(tensor.id, given);
    return tensor;
  };
  const reading = {
    classes: input("classes", [batch, QUERIES, CLASSES + 1], classes),
    masks: input("masks", [batch, QUERIES, SIDE, SIDE], masks),
  };
  const oneHot = Float64Array.from({ length: batch * SEGMENTS * CLASSES }, (_, i) =>
    Number(kinds[Math.floor(i / CLASSES)] === i % CLASSES),
  );
  const known = {
    masks: input("truth", [batch, SEGMENTS, SIDE * SIDE], truth),
    classes: input("kinds", [batch, SEGMENTS, CLASSES], oneHot),
    present: input(
      "present",
      [batch, SEGMENTS],
      Float64Array.from(kinds, (kind) => Number(kind >= 0)),
    ),
  };
  const readings = Array.from({ length: answers }, () => reading);
  const loss = segmentLoss(graph, readings, known, weights);
  interpret(graph, graph.nodes, values);
  return values.get(loss.root.id)?.[0] ?? NaN;
}

const cells = SIDE * SIDE;
const KINDS = [0, 2, 1, 0, -1, 2];
/** Stripes: segment g of an image has row g. */
const STRIPES = Float64Array.from({ length: BATCH * SEGMENTS * cells }, (_, i) => {
  const segment = Math.floor(i / cells) % SEGMENTS;
  return KINDS[Math.floor(i / cells)] >= 0 && Math.floor((i % cells) / SIDE) === segment ? 1 : 0;
});
const RANDOM: Given = {
  classes: randomValues(BATCH * QUERIES * (CLASSES + 1), 1),
  masks: randomValues(BATCH * QUERIES * cells, 2).map((value) => 3 * value),
  truth: STRIPES,
  kinds: KINDS,
};

describe("the loss of segments", () => {
  test("worked numbers: one less the overlap of shares .9, .2 with 1, 0 is .096774", () => {
    const logit = (share: number): number => Math.log(share / (1 - share));
    // All other cells are surely outside.
    const masks = new Float64Array(QUERIES * cells).fill(-40);
    masks.set([logit(0.9), logit(0.2)]);
    const truth = new Float64Array(SEGMENTS * cells);
    truth[0] = 1;
    const given = { classes: new Float64Array(QUERIES * (CLASSES + 1)), masks, truth, kinds: [0, -1, -1] };
    expect(lossOf(given, { classes: 0, masks: 0, overlap: 1 }, 1, 1)).toBeCloseTo(0.096774, 6);
    const entropy = -(Math.log(0.9) + Math.log(0.8)) / cells;
    expect(lossOf(given, { classes: 0, masks: 1, overlap: 0 }, 1, 1)).toBeCloseTo(entropy, 10);
  });

  test("a perfect answer costs nothing, whichever query gives it", () => {
    // Query q answers for segment 2 - q, the last for none.
    const segmentOf = (row: number): number => 2 - (row % QUERIES);
    const at = (row: number): number => Math.floor(row / QUERIES) * SEGMENTS + segmentOf(row);
    const kindOf = (row: number): number => (segmentOf(row) < 0 || KINDS[at(row)] < 0 ? CLASSES : KINDS[at(row)]);
    const classes = Float64Array.from({ length: RANDOM.classes.length }, (_, i) =>
      kindOf(Math.floor(i / (CLASSES + 1))) === i % (CLASSES + 1) ? 40 : 0,
    );
    const masks = Float64Array.from({ length: RANDOM.masks.length }, (_, i) => {
      const row = Math.floor(i / cells);
      return segmentOf(row) >= 0 && STRIPES[at(row) * cells + (i % cells)] === 1 ? 40 : -40;
    });
    expect(lossOf({ ...RANDOM, classes, masks })).toBeLessThan(1e-12);
  });

  test("the order of classes and of segments leaves it unchanged", () => {
    const moved = [1, 2, 0];
    const classes = Float64Array.from({ length: RANDOM.classes.length }, (_, i) => {
      const [row, k] = [Math.floor(i / (CLASSES + 1)), i % (CLASSES + 1)];
      return RANDOM.classes[row * (CLASSES + 1) + (k === CLASSES ? k : moved.indexOf(k))];
    });
    const kinds = KINDS.map((kind) => (kind < 0 ? kind : moved[kind]));
    expect(lossOf({ ...RANDOM, classes, kinds })).toBeCloseTo(lossOf(RANDOM), 12);
    const swapped = Float64Array.from({ length: STRIPES.length }, (_, i) => {
      const [image, g] = [Math.floor(i / cells / SEGMENTS), Math.floor(i / cells) % SEGMENTS];
      return STRIPES[(image * SEGMENTS + moved[g]) * cells + (i % cells)];
    });
    const swappedKinds = KINDS.map((_, i) => KINDS[Math.floor(i / SEGMENTS) * SEGMENTS + moved[i % SEGMENTS]]);
    expect(lossOf({ ...RANDOM, truth: swapped, kinds: swappedKinds })).toBeCloseTo(lossOf(RANDOM), 12);
  });

  test("without segments every query wants none, and masks are not graded", () => {
    const none = { ...RANDOM, truth: new Float64Array(STRIPES.length), kinds: KINDS.map(() => -1) };
    expect(lossOf(none, { ...ALL, classes: 0 })).toBe(0);
    const options = CLASSES + 1;
    const nats = Array.from({ length: BATCH * QUERIES }, (_, row) => {
      const own = RANDOM.classes.subarray(row * options, (row + 1) * options);
      return Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0)) - own[CLASSES];
    });
    const mean = nats.reduce((sum, one) => sum + one, 0) / nats.length;
    expect(lossOf(none, { classes: 1, masks: 0, overlap: 0 })).toBeCloseTo(mean, 12);
  });

  test("several answers add up", () => {
    expect(lossOf(RANDOM, ALL, 4)).toBeCloseTo(4 * lossOf(RANDOM), 10);
  });
});
