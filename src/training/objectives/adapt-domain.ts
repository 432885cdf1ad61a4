import { patchCount, type AdaptationSet } from "../../data/adaptation/adaptation-set.ts";
import { channelStatistics, type ChannelStatistics } from "../../data/images/image-set.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { imageBatch } from "../../kernels-wgsl/image_batch/kernel.ts";
import { imageBatchReference, packBytes } from "../../kernels-wgsl/image_batch/reference.ts";
import { f32 } from "../../kernels-wgsl/index.ts";
import { lossWeight } from "../../kernels-wgsl/loss_weight/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { adaptationLoss, isAdapting, type AdaptationTerms } from "../../models/build/adaptation-loss.ts";
import type { DomainAdapter } from "../../models/build/domain-adapter.ts";
import { shapeText } from "../../models/document/shape.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { imageTable } from "./classify-image.ts";
import { scoredImages } from "./image-scores.ts";
import { SCORES } from "./objective.ts";
import type { BatchShape, BoundObjective, Objective } from "./objective.ts";

const LABELLED_PIXELS = "labelled pixels";
const LABELLED_CLASSES = "labelled classes";
const UNLABELLED_PIXELS = "unlabelled pixels";
/** Stands where patches have classes; a batch is drawn with its classes, and these are 0. */
const UNLABELLED_CLASSES = "no classes";

/** Patches of an evaluation pass. */
const PATCHES_AT_ONCE = 100;

/** The step's weight of the whole loss is number 0. */
const ALIGNMENT_SLOT = 1;

const PLAIN = { flip: false, shift: 0 };

/** What a step must know of its data. */
export interface DomainExtents {
  /** Side of a patch. */
  readonly patch: number;
  readonly bands: number;
  readonly labelled: number;
  readonly unlabelled: number;
  readonly statistics: ChannelStatistics;
}

/** Refuses a document of patches of another size, or of other classes. */
export function assertReadsPatches(
  { document, program }: CheckedDocument,
  { source }: Pick<AdaptationSet, "source">,
): void {
  const [{ shape: reads }, { shape: answers }] = [program.ports.inputs[0], program.ports.outputs[0]];
  if (reads.content !== "features" || answers.content !== "features") throw new Error("patches are features");
  const name = document.name ?? "This document";
  if (reads.width !== source.channels || reads.positions.join() !== `${source.height},${source.width}`) {
    throw new Failure(
      `${name} reads patches of ${shapeText(reads)}, but these have ${source.height} x ${source.width} pixels of ${source.channels} bands; set the task's patch and bands.`,
    );
  }
  if (answers.width !== source.classes.length) {
    throw new Failure(
      `${name} tells ${answers.width} classes apart, but these scenes have ${source.classes.length}; set the task's classes to ${source.classes.length}.`,
    );
  }
}

/**
 * Classes of patches of a target domain are asked, of which no labels are known. A step draws as many patches of either domain and reads both
 * at once. A network that does not adapt reads the labelled ones twice, so that nothing of the other domain reaches its batch norms either.
 */
export function adaptDomain(
  network: (isTraining: boolean) => DomainAdapter,
  { patch, bands, labelled, unlabelled, statistics }: DomainExtents,
  terms: AdaptationTerms,
): Objective {
  const size = patch * patch * bands;
  const drawn = (graph: Graph, batch: number, [pixels, classes]: readonly [string, string], count: number) => {
    const words = graph.buffer(pixels, { shape: [Math.ceil((count * size) / 4)], dtype: "u32" });
    const kinds = graph.buffer(classes, { shape: [count], dtype: "u32" });
    const table = graph.constant("band statistics", f32(2, bands), () => imageTable(statistics));
    const attributes = { batch, height: patch, width: patch, channels: bands, ...PLAIN };
    return graph.apply(imageBatch, [words, kinds, table], attributes);
  };
  const input = (graph: Graph, { batch }: BatchShape): GraphTensor =>
    graph.input("patches", { shape: [batch, patch, patch, bands], dtype: "f32" });
  return {
    trainingLoss(graph, { batch }) {
      const { source, labels, target } = graph.scoped("data", () => {
        const [patches, classes] = drawn(graph, batch, [LABELLED_PIXELS, LABELLED_CLASSES], labelled);
        if (!isAdapting(terms)) return { source: patches, labels: classes, target: patches };
        const [others] = drawn(graph, batch, [UNLABELLED_PIXELS, UNLABELLED_CLASSES], unlabelled);
        return { source: patches, labels: classes, target: others };
      });
      const answers = network(true)(graph, source, target);
      return graph.scoped("head", () =>
        adaptationLoss(graph, answers, labels, terms, () => graph.apply(lossWeight, [], { slot: ALIGNMENT_SLOT })[0]),
      );
    },
    scores(graph, shape) {
      const patches = input(graph, shape);
      // The target's branch alone: what only others read is left out of the plan.
      graph.output(SCORES, network(false)(graph, patches, patches).target);
    },
    network(graph, shape) {
      const patches = input(graph, shape);
      network(true)(graph, patches, patches);
    },
    lossWeights: (progress) => [1, Number(terms.alignmentStart !== null && progress >= terms.alignmentStart)],
  };
}

/** The same with scenes; all are standardised as the labelled ones. Labels of the target are read only where a document is trained by them. */
export function adaptDomainOf(
  network: (isTraining: boolean) => DomainAdapter,
  { source, target, evaluation }: AdaptationSet,
  terms: AdaptationTerms,
): BoundObjective {
  const labelled = terms.labels === "source" ? source : { ...target, labels: target.revealLabels() };
  const { height: patch, channels: bands } = labelled;
  const statistics = channelStatistics(labelled);
  const [pixels, classes] = [packBytes(labelled.pixels), Uint32Array.from(labelled.labels)];
  const extents = { patch, bands, labelled: classes.length, unlabelled: patchCount(target), statistics };
  const others = [
    { name: UNLABELLED_PIXELS, values: packBytes(target.pixels) },
    { name: UNLABELLED_CLASSES, values: new Uint32Array(extents.unlabelled) },
  ];
  return {
    ...adaptDomain(network, extents, terms),
    buffers: [
      { name: LABELLED_PIXELS, values: pixels },
      { name: LABELLED_CLASSES, values: classes },
      ...(isAdapting(terms) ? others : []),
    ],
    draw(step, { batch }) {
      const inputs = [Float64Array.from(pixels), Float64Array.from(classes), imageTable(statistics)];
      const attributes = { batch, height: patch, width: patch, channels: bands, ...PLAIN };
      return { patches: Float32Array.from(imageBatchReference(inputs, attributes, step)[0]) };
    },
    evaluationRows: () => PATCHES_AT_ONCE,
    ...scoredImages(evaluation, statistics, "patches"),
  };
}
