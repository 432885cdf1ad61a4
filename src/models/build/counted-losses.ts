import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import type { TensorSpec } from "../../kernels-wgsl/index.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import type { StreamShape } from "../document/shape.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { adaptationLoss, adaptationTermsOf, isAdapting } from "./adaptation-loss.ts";
import { domainAdapter } from "./domain-adapter.ts";
import { imageClassifier } from "./image-classifier.ts";
import { languageModel, type HeadReading } from "./language-model.ts";
import { predictor } from "./predictor.ts";
import { segmenter, type RegionReading } from "./segmenter.ts";
import { segmentLoss, segmentWeightsOf } from "./segment-loss.ts";
import { sequenceClassifier } from "./sequence-classifier.ts";

export interface CountedBatch {
  readonly batch: number;
  readonly sequenceLength: number;
}

/** A batch of what a port carries: [B, ...positions], with T the sequence length, and a last axis for features. */
function batchOf(shape: StreamShape, { batch, sequenceLength }: CountedBatch): TensorSpec {
  const positions = shape.positions.map((extent) => (typeof extent === "number" ? extent : sequenceLength));
  return shape.content === "ids"
    ? { shape: [batch, ...positions], dtype: "u32" }
    : { shape: [batch, ...positions, shape.width], dtype: "f32" };
}

/** Token ids of all inputs behind one another, u32 [B, T]; the sequence length is that of a whole row. */
function rowOf(graph: Graph, { batch, sequenceLength }: CountedBatch): GraphTensor {
  return graph.input("ids", { shape: [batch, sequenceLength], dtype: "u32" });
}

function headAddress(checked: CheckedDocument): string {
  return (
    checked.program.steps.findLast((step) => step.step === "block" && step.wanted !== undefined)?.node.address ?? "head"
  );
}

/** Cross-entropy of every graded reading of the head. */
function crossEntropies(graph: Graph, checked: CheckedDocument, readings: readonly HeadReading[]): GraphTensor[] {
  const [{ features: first }] = readings;
  const rows = first.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  const targets = graph.input("targets", { shape: [rows], dtype: "i32" });
  return readings.map(({ features, headWeight, headBias }) => {
    const flat = graph.reshape(features, [rows, features.shape[features.shape.length - 1]]);
    const inputs = [flat, headWeight, ...(headBias === undefined ? [] : [headBias]), targets];
    const settings = { ignoreIndex: -100, labelSmoothing: 0 };
    return graph.scoped(headAddress(checked), () => graph.apply(headCrossEntropy, inputs, settings)[0]);
  });
}

/** Mean squared error of every graded prediction. */
function squaredErrors(graph: Graph, checked: CheckedDocument, values: readonly GraphTensor[]): GraphTensor[] {
  const targets = graph.input("targets", { shape: values[0].shape, dtype: "f32" });
  const axes = values[0].shape.map((_, axis) => axis);
  return values.map((value) =>
    graph.scoped(headAddress(checked), () => {
      const square = map(graph, "square", [map(graph, "subtract", [value, targets])]);
      return graph.apply(reduce, [square], { kind: "mean", axes, keepdims: false })[0];
    }),
  );
}

/** As many segments as generated scenes have at most. */
const COUNTED_SEGMENTS = 6;

/** The loss of all answers of a segmenter against segments that are inputs. */
function segmentLosses(graph: Graph, checked: CheckedDocument, readings: readonly RegionReading[]): GraphTensor[] {
  const [{ classes, masks }] = readings;
  const [batch, queries, rows, columns] = masks.shape;
  const segments = Math.min(COUNTED_SEGMENTS, queries);
  const input = (name: string, ...extents: number[]): GraphTensor =>
    graph.input(name, { shape: [batch, segments, ...extents], dtype: "f32" });
  const truth = {
    masks: input("segment masks", rows * columns),
    classes: input("segment classes", classes.shape[2] - 1),
    present: input("segment presence"),
  };
  return [graph.scoped(headAddress(checked), () => segmentLoss(graph, readings, truth, segmentWeightsOf(checked)))];
}

/** The whole loss of two domains; a network that does not adapt reads one twice. */
function adaptationLosses(graph: Graph, checked: CheckedDocument, setting: CountedBatch): GraphTensor[] {
  const terms = adaptationTermsOf(checked);
  const [source, target] = checked.program.ports.inputs.map(({ name, shape }, n) =>
    n === 0 || isAdapting(terms) ? graph.input(name, batchOf(shape, setting)) : null,
  );
  const labels = graph.input("targets", { shape: [setting.batch], dtype: "i32" });
  const answers = domainAdapter(checked, { isTraining: true })(graph, source!, target ?? source!);
  const alignmentSwitch = (): GraphTensor => graph.input("alignment", { shape: [1], dtype: "f32" });
  return [graph.scoped(headAddress(checked), () => adaptationLoss(graph, answers, labels, terms, alignmentSwitch))];
}

/** Adds a document with inputs and targets of its own to a graph, as it trains: the losses that training lowers the mean of. */
export function countedLosses(graph: Graph, checked: CheckedDocument, setting: CountedBatch): readonly GraphTensor[] {
  const [{ name, shape }] = checked.program.ports.inputs;
  const input = (): GraphTensor => graph.input(name === "tokens" ? "ids" : name, batchOf(shape, setting));
  const isTraining = { isTraining: true };
  switch (checked.document.task.kind) {
    case "classify-series":
    case "classify-image":
      return crossEntropies(graph, checked, [imageClassifier(checked, isTraining)(graph, input())] as HeadReading[]);
    case "forecast":
    case "regression": {
      const { values, earlier } = predictor(checked, isTraining)(graph, input());
      return squaredErrors(graph, checked, [...earlier, values]);
    }
    case "domain-adaptation":
      return adaptationLosses(graph, checked, setting);
    case "segment":
      return segmentLosses(graph, checked, segmenter(checked, isTraining)(graph, input()));
    case "classify-sequence":
    case "pair-retrieval":
      return crossEntropies(graph, checked, [sequenceClassifier(checked, isTraining)(graph, rowOf(graph, setting))]);
    default: {
      const build = languageModel(checked, isTraining);
      const model = build(graph, input());
      return crossEntropies(graph, checked, [...model.earlier, model]);
    }
  }
}
