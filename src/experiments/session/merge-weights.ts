import type { Gpu } from "../../engine/gpu/gpu.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { addCounters, flopsOf, NO_COST } from "../../lib/counters.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { mergeBranches } from "../../models/transforms/merge/merge.ts";
import type { StateTensor } from "../../training/state/state-hash.ts";
import type { ScoredWeights } from "../../training/trainer/score-as.ts";
import type { ProvidedFiles } from "../schema/events.ts";
import type { Evaluation } from "../schema/result.ts";
import { writeWeightsFile, type TrainedWeights } from "../schema/weights-file.ts";
import { dataOf, evaluateOn } from "./evaluate-weights.ts";
import type { DataEnvironment } from "./prepare-data.ts";

/** One form of a network: what it came to on the held-out slice, and what one evaluation pass takes, counted on its plan. */
export interface EvaluatedForm {
  readonly evaluation: Evaluation;
  readonly parameters: number;
  readonly dispatches: number;
  readonly bytesMoved: number;
  readonly flops: number;
}

export interface MergedWeights {
  /** Blocks that were merged. */
  readonly blocks: number;
  /** Held-out windows that both forms were asked about. */
  readonly windows: number;
  /** Largest difference of a window's loss, over the mean loss of a window; in float32 on the device. */
  readonly relativeDifference: number;
  /** Windows whose likeliest class is another one; absent where no class is asked. */
  readonly otherAnswers?: number;
  readonly before: EvaluatedForm;
  readonly after: EvaluatedForm;
  readonly document: Readonly<Record<string, unknown>>;
  /** The merged network as a file of weights. */
  readonly file: Uint8Array<ArrayBuffer>;
}

function formOf({ evaluation, plan }: ScoredWeights & { readonly evaluation: Evaluation }): EvaluatedForm {
  const counters = addCounters(NO_COST, ...Object.values(plan.counters));
  return {
    evaluation,
    parameters: plan.layout.parameterCount,
    dispatches: plan.launches.length,
    bytesMoved: counters.bytesTouched,
    flops: flopsOf(counters),
  };
}

/** Those that the layout has, in its shapes; what only the trained form had is left out. */
function ofLayout(layout: ParameterLayout, tensors: readonly StateTensor[]): StateTensor[] {
  const shapes = new Map(layout.parameters.flatMap(({ parts }) => parts.map(({ name, shape }) => [name, shape])));
  return tensors.flatMap((tensor) => {
    const shape = shapes.get(tensor.name);
    return shape === undefined ? [] : [{ ...tensor, shape }];
  });
}

function differences(
  { scores: before }: ScoredWeights,
  { scores: after }: ScoredWeights,
): Pick<MergedWeights, "windows" | "relativeDifference" | "otherAnswers"> {
  const windows = before.losses.length;
  const mean = before.losses.reduce((sum, loss) => sum + Math.abs(loss), 0) / windows;
  const largest = before.losses.reduce((most, loss, i) => Math.max(most, Math.abs(loss - after.losses[i])), 0);
  const others = before.answers?.reduce((count, answer, i) => count + (answer === after.answers?.[i] ? 0 : 1), 0);
  return {
    windows,
    relativeDifference: mean === 0 ? largest : largest / mean,
    ...(others === undefined ? {} : { otherAnswers: others }),
  };
}

/** Merges the branches of a trained network and holds both forms against each other on the held-out slice of its run. */
export async function mergeWeights(
  gpu: Gpu,
  weights: TrainedWeights,
  environment: DataEnvironment,
  files: ProvidedFiles,
): Promise<MergedWeights> {
  const { head } = weights;
  const { document } = readDocument(head.document, CATALOGUE);
  const merged = mergeBranches(
    document,
    new Map(weights.tensors.map(({ name, data }) => [name, Float64Array.from(data)])),
  );
  const flat = [...merged.weights].map(([name, values]): StateTensor => {
    return { kind: "parameter", name, shape: [values.length], data: Float32Array.from(values) };
  });
  const data = await dataOf(weights, environment, files);
  const before = await evaluateOn(gpu, data, document, weights.tensors);
  const after = await evaluateOn(gpu, data, merged.document, flat);
  const written = structuredClone(merged.document) as unknown as Record<string, unknown>;
  const title = `${head.title}, merged`;
  return {
    blocks: merged.blocks,
    ...differences(before, after),
    before: formOf(before),
    after: formOf(after),
    document: written,
    file: writeWeightsFile({ head: { ...head, title, document: written }, tensors: ofLayout(after.plan.layout, flat) }),
  };
}
