import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { broadcastTo } from "../../kernels-wgsl/broadcast_to/kernel.ts";
import { concat } from "../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { f32, type Tensor } from "../../kernels-wgsl/index.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { segmentMatch } from "../../kernels-wgsl/segment_match/kernel.ts";
import { slice } from "../../kernels-wgsl/slice/kernel.ts";
import { logSoftmax, softmax } from "../../kernels-wgsl/softmax/kernel.ts";
import { segment } from "../document/tasks/segment.ts";
import type { CheckedDocument } from "../document/validate.ts";
import type { RegionReading } from "./segmenter.ts";

/** Segments of a batch of images, of which some may not be there. */
export interface SegmentTruth {
  /** Shares of cells, [B, G, cells]. */
  readonly masks: Tensor;
  /** 1 at a segment's class, [B, G, K]. */
  readonly classes: Tensor;
  /** 1 where there is a segment of that number, [B, G]. */
  readonly present: Tensor;
}

export interface SegmentWeights {
  readonly classes: number;
  readonly masks: number;
  readonly overlap: number;
}

/** Queries that are given no segment count less, as most of them are given none. */
const NO_REGION_WEIGHT = 0.1;

/** The weights that a document's task names. */
export function segmentWeightsOf({ document }: CheckedDocument): SegmentWeights {
  const { classWeight, maskWeight, overlapWeight } = segment.knobs.parse(document.task.knobs ?? {});
  return { classes: classWeight, masks: maskWeight, overlap: overlapWeight };
}

/**
 * The loss of all answers, [1]: each is matched with the segments for itself, at least cost, then graded by classes and masks. All answers are
 * rows of one batch, so that every operator runs once.
 */
export function segmentLoss(
  graph: Graph,
  readings: readonly RegionReading[],
  truth: SegmentTruth,
  weights: SegmentWeights,
): GraphTensor {
  const stacked = (tensors: readonly Tensor[]): Tensor =>
    tensors.length === 1 ? tensors[0] : graph.apply(concat, tensors, { axis: 0 })[0];
  const repeated = (tensor: Tensor): Tensor => stacked(readings.map(() => tensor));
  const classes = stacked(readings.map((reading) => reading.classes));
  const masks = stacked(readings.map((reading) => flatMasks(graph, reading.masks)));
  const oneHot = repeated(truth.classes);
  const pairs = pairLosses(graph, masks, repeated(truth.masks), weights);
  const cost = map(graph, "subtract", [
    pairs,
    map(graph, "scale", [classLikeness(graph, classes, oneHot)], weights.classes),
  ]);
  const [assignment] = graph.apply(segmentMatch, [cost, repeated(truth.present)], {});
  const matched = map(graph, "maximum", [
    total(graph, assignment),
    graph.constant("one", f32(1), () => Float64Array.of(1)),
  ]);
  const maskLoss = map(graph, "divide", [total(graph, map(graph, "multiply", [assignment, pairs])), matched]);
  const classLoss = map(graph, "scale", [classCrossEntropy(graph, classes, assignment, oneHot)], weights.classes);
  // Every answer has as many matches as the others: the mean over all of them, times their number, is the sum of their losses.
  return map(graph, "scale", [map(graph, "add", [classLoss, maskLoss])], readings.length) as GraphTensor;
}

/** [B, Q, rows, columns] as [B, Q, cells]. */
export function flatMasks(graph: Graph, masks: Tensor): Tensor {
  const [batch, queries, rows, columns] = masks.shape;
  return graph.reshape(masks, [batch, queries, rows * columns]);
}

function total(graph: Graph, x: Tensor): Tensor {
  return graph.apply(reduce, [x], { kind: "sum", axes: x.shape.map((_, axis) => axis), keepdims: false })[0];
}

const sumLast = (graph: Graph, x: Tensor): Tensor =>
  graph.apply(reduce, [x], { kind: "sum", axes: [x.shape.length - 1], keepdims: true })[0];

const product = (graph: Graph, a: Tensor, b: Tensor, transposeB: boolean): Tensor =>
  graph.apply(matmul, [a, b], { transposeA: false, transposeB })[0];

/** Weighted mask losses of every query and segment, [R, Q, G]: mean binary cross-entropy of the cells, and one less the Dice overlap. */
function pairLosses(graph: Graph, logits: Tensor, masks: Tensor, weights: SegmentWeights): Tensor {
  const [rows, segments, cells] = masks.shape;
  const shares = map(graph, "sigmoid", [logits]);
  // log(1 + e^x) = max(x, 0) + log(1 + e^-|x|); of a cell's x and share m the cross-entropy is that less m x.
  const tail = map(graph, "log", [
    map(graph, "shift", [map(graph, "exp", [map(graph, "negate", [map(graph, "abs", [logits])])])], 1),
  ]);
  const softplus = sumLast(graph, map(graph, "add", [map(graph, "relu", [logits]), tail]));
  const entropy = map(graph, "subtract", [broadcast(graph, softplus, segments), product(graph, logits, masks, true)]);
  const area = graph.reshape(sumLast(graph, masks), [rows, 1, segments]);
  const areas = map(graph, "add", [broadcast(graph, sumLast(graph, shares), segments), area]);
  const inside = map(graph, "shift", [map(graph, "scale", [product(graph, shares, masks, true)], 2)], 1);
  const overlap = map(graph, "divide", [inside, map(graph, "shift", [areas], 1)]);
  return map(graph, "add", [
    map(graph, "scale", [entropy], weights.masks / cells),
    map(graph, "shift", [map(graph, "scale", [overlap], -weights.overlap)], weights.overlap),
  ]);
}

/** [R, Q, 1] repeated to [R, Q, G]. */
function broadcast(graph: Graph, x: Tensor, segments: number): Tensor {
  return graph.apply(broadcastTo, [x], { shape: [x.shape[0], x.shape[1], segments] })[0];
}

/** The probability that each query gives to each segment's class, [R, Q, G]. */
function classLikeness(graph: Graph, classes: Tensor, oneHot: Tensor): Tensor {
  const [rows, queries, options] = classes.shape;
  const [shares] = graph.apply(softmax, [classes], { axis: -1 });
  const range = { start: [0, 0, 0], stop: [rows, queries, options - 1], step: [1, 1, 1] };
  return product(graph, graph.apply(slice, [shares], range)[0], oneHot, true);
}

/** Weighted mean over all queries of the cross-entropy of their class, that of the segment given or none, [1]. */
function classCrossEntropy(graph: Graph, classes: Tensor, assignment: Tensor, oneHot: Tensor): Tensor {
  const none = map(
    graph,
    "shift",
    [map(graph, "scale", [sumLast(graph, assignment)], -NO_REGION_WEIGHT)],
    NO_REGION_WEIGHT,
  );
  const [wanted] = graph.apply(concat, [product(graph, assignment, oneHot, false), none], { axis: 2 });
  const [logShares] = graph.apply(logSoftmax, [classes], { axis: -1 });
  const nats = map(graph, "negate", [total(graph, map(graph, "multiply", [wanted, logShares]))]);
  return map(graph, "divide", [nats, total(graph, wanted)]);
}
