import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { float64Batch, trainableScalars, type GivenWeights } from "./float64-batch.ts";
import { imageClassifier } from "./image-classifier.ts";
import { linear } from "./layers.ts";

/** A graph of loss, logits and gradients of a batch of images that the host gives. */
export interface ImageGraph {
  readonly graph: Graph;
  /** f32 [B, H, W, C] */
  readonly images: Tensor;
  /** i32 [B] */
  readonly classes: Tensor;
  readonly loss: GraphTensor;
  /** [B, classes] */
  readonly logits: GraphTensor;
}

/** Loss, logits and gradients of a document that classifies images. */
export function imageGraph(document: ArchitectureDocument, batch: number, isTraining: boolean): ImageGraph {
  const checked = readDocument(document, CATALOGUE);
  const input = checked.program.ports.inputs[0].shape;
  if (input.content !== "features" || input.positions.some((extent) => extent === "T")) {
    throw new Failure("float64-image-run reads documents of images of a fixed size; this one's input is another.");
  }
  const graph = new Graph();
  const shape = [batch, ...(input.positions as readonly number[]), input.width];
  const images = graph.input("images", { shape, dtype: "f32" });
  const classes = graph.input("classes", { shape: [batch], dtype: "i32" });
  const { features, headWeight, headBias } = imageClassifier(checked, { isTraining })(graph, images);
  const product = linear(graph, features, headWeight, null);
  const logits = headBias === undefined ? product : (map(graph, "add", [product, headBias]) as GraphTensor);
  const head = [features, headWeight, ...(headBias === undefined ? [] : [headBias]), classes];
  const [loss] = graph.apply(headCrossEntropy, head, { ignoreIndex: -100, labelSmoothing: 0 });
  graph.output("loss", loss);
  graph.output("logits", logits);
  if (isTraining) differentiate(graph, [{ loss, weight: 1 }]);
  return { graph, images, classes, loss, logits };
}

export interface Float64ImageRun {
  readonly loss: number;
  /** [B, classes] */
  readonly logits: Float64Array;
  /** By the name of a tensor's first part; of a run in training only. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
  readonly initial: ReadonlyMap<string, Float64Array>;
}

export interface ImageRunOptions {
  readonly isTraining?: boolean;
  readonly seed?: number;
  readonly weights?: GivenWeights;
}

/** A batch in float64 from the initial weights, forward and in training backward: for tests. Images [B, H, W, C] flat. */
export function float64ImageRun(
  document: ArchitectureDocument,
  images: Float64Array,
  classes: readonly number[],
  { isTraining = true, seed = 1, weights }: ImageRunOptions = {},
): Float64ImageRun {
  const built = imageGraph(document, classes.length, isTraining);
  const inputs = new Map([
    [built.images.id, images],
    [built.classes.id, Float64Array.from(classes)],
  ]);
  const { valueOf, initial, gradients } = float64Batch(built.graph, inputs, { seed, weights });
  const [loss] = valueOf(built.loss.root.id);
  return { loss, logits: valueOf(built.logits.root.id), initial, gradients };
}

/** Trainable scalars of a document of images, counted on its graph; what is shared counts once. */
export function imageParameters(document: ArchitectureDocument): number {
  return trainableScalars(imageGraph(document, 1, false).graph);
}
