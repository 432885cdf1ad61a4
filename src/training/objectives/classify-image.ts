import type { ImageExamples } from "../../data/examples.ts";
import { channelStatistics } from "../../data/images/image-set.ts";
import type { ChannelStatistics, ImageSet } from "../../data/images/image-set.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { imageBatch } from "../../kernels-wgsl/image_batch/kernel.ts";
import { imageBatchReference, packBytes } from "../../kernels-wgsl/image_batch/reference.ts";
import { Failure } from "../../lib/failure.ts";
import { shapeText } from "../../models/document/shape.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { logitsOf, nextTokenLoss } from "./language-model.ts";
import type { ImageClassifierBuilder } from "./language-model.ts";
import { scoredImages } from "./image-scores.ts";
import { SCORES } from "./objective.ts";
import type { BatchShape, BoundObjective, Objective } from "./objective.ts";

const TRAINING_PIXELS = "training pixels";
const TRAINING_CLASSES = "training classes";

/** Images of an evaluation pass. */
const IMAGES_AT_ONCE = 50;

/** What a step must know of a training set: extents, and how its channels are standardised. */
export interface ImageSplit extends Pick<ImageSet, "height" | "width" | "channels"> {
  readonly count: number;
  readonly statistics: ChannelStatistics;
  readonly augment: ImageExamples["augment"];
}

/** [2, C]: a byte b becomes (b / 255 - mean) / deviation. */
export function imageTable({ mean, deviation }: ChannelStatistics): Float64Array {
  return Float64Array.from([...deviation.map((one) => 1 / (255 * one)), ...mean.map((one, c) => -one / deviation[c])]);
}

/** Refuses a document of images of another size, or of other classes. */
export function assertReadsImages(
  { document, program }: CheckedDocument,
  { height, width, channels, classes }: Pick<ImageSet, "height" | "width" | "channels" | "classes">,
): void {
  const [{ shape: reads }, { shape: answers }] = [program.ports.inputs[0], program.ports.outputs[0]];
  const name = document.name ?? "This document";
  const isSame =
    reads.content === "features" && reads.width === channels && reads.positions.join() === `${height},${width}`;
  if (!isSame) {
    throw new Failure(
      `${name} reads images of ${shapeText(reads)}, but these have ${height} x ${width} pixels of ${channels} channels; set the task's height, width and channels.`,
    );
  }
  if (answers.content === "features" && answers.width !== classes.length) {
    throw new Failure(
      `${name} tells ${answers.width} classes apart, but these images have ${classes.length}; set the task's classes to ${classes.length}.`,
    );
  }
}

/** The class of an image is asked; `network(true)` is the model as it trains, `network(false)` as it is evaluated. */
export function classifyImage(network: (isTraining: boolean) => ImageClassifierBuilder, split: ImageSplit): Objective {
  const { height, width, channels, count, statistics, augment } = split;
  const input = (graph: Graph, { batch }: BatchShape): GraphTensor =>
    graph.input("images", { shape: [batch, height, width, channels], dtype: "f32" });
  return {
    trainingLoss(graph, { batch }) {
      const words = Math.ceil((count * height * width * channels) / 4);
      const pixels = graph.buffer(TRAINING_PIXELS, { shape: [words], dtype: "u32" });
      const classes = graph.buffer(TRAINING_CLASSES, { shape: [count], dtype: "u32" });
      const spec = { shape: [2, channels], dtype: "f32" } as const;
      const table = graph.constant("channel statistics", spec, () => imageTable(statistics));
      const attributes = { batch, height, width, channels, ...augment };
      const [images, labels] = graph.scoped("data", () =>
        graph.apply(imageBatch, [pixels, classes, table], attributes),
      );
      return nextTokenLoss(graph, network(true)(graph, images), labels).loss;
    },
    scores(graph, shape) {
      graph.output(SCORES, logitsOf(graph, network(false)(graph, input(graph, shape))));
    },
    network(graph, shape) {
      network(true)(graph, input(graph, shape));
    },
  };
}

/** The same with images; those held out are standardised as those of training. */
export function classifyImageOf(
  network: (isTraining: boolean) => ImageClassifierBuilder,
  { train, evaluation, augment }: Omit<ImageExamples, "asks">,
): BoundObjective {
  const { height, width, channels } = train;
  const statistics = channelStatistics(train);
  const [pixels, classes] = [packBytes(train.pixels), Uint32Array.from(train.labels)];
  return {
    ...classifyImage(network, { height, width, channels, count: classes.length, statistics, augment }),
    buffers: [
      { name: TRAINING_PIXELS, values: pixels },
      { name: TRAINING_CLASSES, values: classes },
    ],
    draw(step, { batch }) {
      const inputs = [Float64Array.from(pixels), Float64Array.from(classes), imageTable(statistics)];
      const [images] = imageBatchReference(inputs, { batch, height, width, channels, ...augment }, step);
      return { images: Float32Array.from(images) };
    },
    evaluationRows: () => IMAGES_AT_ONCE,
    ...scoredImages(evaluation, statistics, "images"),
  };
}
