import { planProgram } from "../../engine/plan/plan.ts";
import { PORTABLE_TRAITS } from "../../kernels-wgsl/index.ts";
import { flopsOf } from "../../lib/counters.ts";
import { hashName, normalAt } from "../../lib/threefry.ts";
import { float64ImageRun, imageGraph } from "../build/float64-image-run.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { mergeBranches } from "../transforms/merge/merge.ts";
import { withKnobs } from "../transforms/merge/with-knobs.ts";

/** What one evaluation pass over an image takes, counted. */
export interface EvaluationCost {
  readonly parameters: number;
  readonly dispatches: number;
  readonly bytesMoved: number;
  readonly flops: number;
}

export interface MergeReport {
  /** Blocks that were merged. */
  readonly blocks: number;
  /** Images that both networks were asked about. */
  readonly images: number;
  /** Largest difference of a logit, over the largest logit, in float64. */
  readonly relativeDifference: number;
  readonly before: EvaluationCost;
  readonly after: EvaluationCost;
}

/** Images of a check; every logit depends on every weight, so that few suffice. */
const IMAGES = 1;

/**
 * Merges a document's branches and holds the merged network against the trained form on random images: in float64, in evaluation, from
 * weights and running statistics moved away from their start, so that no branch or norm is trivial. Branches that join while they train
 * are taken fully joined, as they end. Costs are those of one image.
 */
export function exactMerge(trained: ArchitectureDocument, seed = 1): MergeReport {
  const document = withKnobs(trained, joins, { join: 1 });
  const images = noise(IMAGES * imageSize(document), "images", seed);
  const classes = new Array<number>(IMAGES).fill(0);
  const before = float64ImageRun(document, images, classes, {
    isTraining: false,
    seed,
    weights: (name, initial) => movedAway(name, initial, seed),
  });
  const merged = mergeBranches(document, before.initial);
  const weights = (name: string): Float64Array | undefined => merged.weights.get(name);
  const after = float64ImageRun(merged.document, images, classes, { isTraining: false, seed, weights });
  const size = Math.max(...before.logits.map(Math.abs));
  return {
    blocks: merged.blocks,
    images: IMAGES,
    relativeDifference: Math.max(...before.logits.map((value, i) => Math.abs(value - after.logits[i]))) / size,
    before: evaluationCost(document),
    after: evaluationCost(merged.document),
  };
}

const joins = (kind: unknown): boolean =>
  typeof kind === "string" && "join" in (CATALOGUE.blocks.get(kind)?.knobs.shape ?? {});

function imageSize(document: ArchitectureDocument): number {
  const { shape } = readDocument(document, CATALOGUE).program.ports.inputs[0];
  if (shape.content !== "features") throw new Error("a document of images reads features");
  return shape.positions.reduce<number>((size, extent) => size * Number(extent), shape.width);
}

function evaluationCost(document: ArchitectureDocument): EvaluationCost {
  const { launches, counters, layout } = planProgram(imageGraph(document, 1, false).graph, { traits: PORTABLE_TRAITS });
  return {
    parameters: layout.parameterCount,
    dispatches: launches.length,
    bytesMoved: counters.forward.bytesTouched,
    flops: flopsOf(counters.forward),
  };
}

const noise = (length: number, name: string, seed: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => normalAt(seed, hashName(name), i));

/** As training might leave them: a tenth away from the start; a variance stays positive. */
function movedAway(name: string, initial: Float64Array, seed: number): Float64Array {
  const change = noise(initial.length, `${name} moved`, seed);
  return initial.map((value, i) =>
    name.endsWith("variance") ? value * Math.exp(0.3 * change[i]) : value + 0.1 * change[i],
  );
}
