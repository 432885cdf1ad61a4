import type { SceneExamples } from "../../data/examples.ts";
import { channelStatistics, standardised, type ChannelStatistics } from "../../data/images/image-set.ts";
import { MOST_SCENES } from "../../data/segmentation/prepare-scenes.ts";
import { labelsOf, sceneCount, type SceneSet } from "../../data/segmentation/scene-set.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { concat } from "../../kernels-wgsl/concat/kernel.ts";
import { imageBatch } from "../../kernels-wgsl/image_batch/kernel.ts";
import { imageBatchReference, packBytes } from "../../kernels-wgsl/image_batch/reference.ts";
import { f32 } from "../../kernels-wgsl/index.ts";
import { resizeBilinear } from "../../kernels-wgsl/resize_bilinear/kernel.ts";
import { segmentMasks } from "../../kernels-wgsl/segment_masks/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { flatMasks, segmentLoss, type SegmentWeights } from "../../models/build/segment-loss.ts";
import type { RegionReading } from "../../models/build/segmenter.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { imageTable } from "./classify-image.ts";
import { SCORES } from "./objective.ts";
import type { BatchShape, BoundObjective, Objective } from "./objective.ts";
import { emptySegmentScores, scoreScene, summarizeSegments } from "./segment-scores.ts";

const TRAINING_PIXELS = "training pixels";
const TRAINING_LABELS = "training labels";
const SCENE_NUMBERS = "training scene numbers";

/** Scenes of an evaluation pass. */
const SCENES_AT_ONCE = 20;

export type SegmenterBuilder = (graph: Graph, images: GraphTensor) => readonly RegionReading[];

/** What a step must know of a training set. */
export interface SceneExtents extends Pick<SceneSet, "height" | "width" | "channels" | "segments"> {
  readonly classes: number;
  readonly count: number;
  readonly statistics: ChannelStatistics;
}

/** Refuses a document of scenes of another size or other classes, and one with too few queries. */
export function assertReadsScenes({ document, program }: CheckedDocument, set: SceneSet): void {
  const name = document.name ?? "This document";
  const [{ shape: reads }, [{ shape: answers }]] = [program.ports.inputs[0], program.ports.outputs];
  if (reads.content !== "features" || answers.content !== "features") throw new Error("segments are of images");
  const { height, width, channels, classes, segments } = set;
  if (reads.width !== channels || reads.positions.join() !== `${height},${width}`) {
    throw new Failure(
      `${name} reads images of [${[...reads.positions, reads.width].join(", ")}], but these have ${height} x ${width} pixels of ${channels} channels; set the task's height, width and channels.`,
    );
  }
  if (answers.width !== classes.length + 1) {
    throw new Failure(
      `${name} tells ${answers.width - 1} classes apart, but these scenes have ${classes.length}; set the task's classes, and those of its region heads, to ${classes.length}.`,
    );
  }
  if ((answers.positions[0] as number) < segments) {
    throw new Failure(
      `${name} has ${answers.positions[0]} queries, but these scenes have up to ${segments} segments, each of which needs one; set the task's queries, and those of its embeddings, to ${segments} at least.`,
    );
  }
}

const PLAIN = { flip: false, shift: 0 };

/** Bytes as they are. */
const UNCHANGED = Float64Array.of(1, 1, 0, 0);

/** The segments of images are asked; `network(true)` is the model as it trains, `network(false)` as it is evaluated. */
export function segmentScenes(
  network: (isTraining: boolean) => SegmenterBuilder,
  extents: SceneExtents,
  weights: SegmentWeights,
): Objective {
  const { height, width, channels, classes, segments, count, statistics } = extents;
  const input = (graph: Graph, { batch }: BatchShape): GraphTensor =>
    graph.input("images", { shape: [batch, height, width, channels], dtype: "f32" });
  /** Bytes of the scenes of this step: which these are depends on the step alone, so that pixels and labels are of the same. */
  const drawn = (
    graph: Graph,
    numbers: GraphTensor,
    [name, batch, depth]: readonly [name: string, batch: number, depth: number],
    table: () => Float64Array,
  ): GraphTensor => {
    const words = graph.buffer(name, { shape: [Math.ceil((count * height * width * depth) / 4)], dtype: "u32" });
    const constant = graph.constant(`table of ${name}`, f32(2, depth), table);
    return graph.apply(imageBatch, [words, numbers, constant], { batch, height, width, channels: depth, ...PLAIN })[0];
  };
  return {
    trainingLoss(graph, { batch }) {
      const [images, labels] = graph.scoped("data", () => {
        const numbers = graph.buffer(SCENE_NUMBERS, { shape: [count], dtype: "u32" });
        return [
          drawn(graph, numbers, [TRAINING_PIXELS, batch, channels], () => imageTable(statistics)),
          drawn(graph, numbers, [TRAINING_LABELS, batch, 2], () => UNCHANGED),
        ];
      });
      const readings = network(true)(graph, images);
      return graph.scoped("head", () => {
        const stride = height / readings[0].masks.shape[2];
        const [masks, kinds, present] = graph.apply(segmentMasks, [labels], { segments, classes, stride });
        return segmentLoss(graph, readings, { masks, classes: kinds, present }, weights);
      });
    },
    scores(graph, shape) {
      const readings = network(false)(graph, input(graph, shape));
      const { classes: kinds, masks } = readings[readings.length - 1];
      graph.scoped("head", () => {
        const [batch, queries, rows, columns] = masks.shape;
        const each = graph.reshape(masks, [batch * queries, rows, columns, 1]);
        const [whole] = graph.apply(resizeBilinear, [each], { size: [height, width] });
        const flat = flatMasks(graph, graph.reshape(whole, [batch, queries, height, width]));
        graph.output(SCORES, graph.apply(concat, [kinds, flat], { axis: 2 })[0]);
      });
    },
    network(graph, shape) {
      network(true)(graph, input(graph, shape));
    },
  };
}

/** The same with scenes; those held out are standardised as those of training. */
export function segmentScenesOf(
  network: (isTraining: boolean) => SegmenterBuilder,
  { train, evaluation }: Omit<SceneExamples, "asks">,
  weights: SegmentWeights,
): BoundObjective {
  const { height, width, channels, segments } = train;
  const [count, statistics] = [sceneCount(train), channelStatistics(train)];
  const classes = train.classes.length;
  const pixels = packBytes(train.pixels);
  const numbers = Uint32Array.from({ length: count }, (_, scene) => scene);
  return {
    ...segmentScenes(network, { height, width, channels, classes, segments, count, statistics }, weights),
    buffers: [
      { name: TRAINING_PIXELS, values: pixels },
      { name: TRAINING_LABELS, values: packBytes(train.labels) },
      { name: SCENE_NUMBERS, values: numbers },
    ],
    draw(step, { batch }) {
      const inputs = [Float64Array.from(pixels), Float64Array.from(numbers), imageTable(statistics)];
      const [images] = imageBatchReference(inputs, { batch, height, width, channels, ...PLAIN }, step);
      return { images: Float32Array.from(images) };
    },
    evaluationRows: () => SCENES_AT_ONCE,
    emptyScores: (windows) => emptySegmentScores(windows, classes),
    *heldOut({ windowStarts }, rows) {
      const size = height * width * channels;
      for (let firstWindow = 0; firstWindow < windowStarts.length; firstWindow += rows) {
        const chosen = windowStarts.subarray(firstWindow, firstWindow + rows);
        const images = new Float32Array(rows * size);
        chosen.forEach((scene, row) => images.set(standardised(evaluation, statistics, scene, 1), row * size));
        yield {
          firstWindow,
          windows: chosen.length,
          inputs: { images },
          take(scores, into) {
            const own = scores.length / rows;
            chosen.forEach((scene, row) => {
              const window = firstWindow + row;
              const answer = { scores: scores.subarray(row * own, (row + 1) * own), classes, pixels: height * width };
              scoreScene(answer, labelsOf(evaluation, scene), { window, isShown: window < MOST_SCENES }, into);
            });
          },
        };
      }
    },
    summarize: summarizeSegments,
  };
}
