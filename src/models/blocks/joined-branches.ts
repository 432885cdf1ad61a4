import type { GraphTensor } from "../../engine/graph/graph.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import type { BuildContext } from "../build/block-build.ts";
import { vectorPart } from "../build/layers.ts";
import type { ReadWeights } from "../transforms/merge/fold.ts";
import type { JoinKnobs } from "./join-knobs.ts";

/** Numbers of the branches, from 1; none where they are merged: then names have no number. */
export const branchNumbers = ({ branches, merged }: JoinKnobs): readonly string[] =>
  merged ? [""] : Array.from({ length: branches }, (_, i) => String(i + 1));

/** A branch's own scale and shift of what all branches read; the merged form has none. */
export function branchInput(
  { graph, knobs, parameter }: BuildContext<JoinKnobs>,
  x: GraphTensor,
  branch: string,
): GraphTensor {
  if (knobs.merged) return x;
  const width = x.shape[x.shape.length - 1];
  const gain = parameter({ parts: [vectorPart(`gain${branch}`, width, 1)], role: "vector" });
  const shift = parameter({ parts: [vectorPart(`shift${branch}`, width, 0)], role: "vector" });
  return map(graph, "add", [map(graph, "multiply", [x, gain]), shift]) as GraphTensor;
}

/** z_b becomes (1 - join) z_b + join mean(z). */
export function joined({ graph, knobs }: BuildContext<JoinKnobs>, z: readonly GraphTensor[]): readonly GraphTensor[] {
  if (z.length === 1 || knobs.join === 0) return z;
  const mean = map(graph, "scale", [total(graph, z)], 1 / z.length);
  if (knobs.join === 1) return z.map(() => mean as GraphTensor);
  const shared = map(graph, "scale", [mean], knobs.join);
  return z.map((own) => map(graph, "add", [map(graph, "scale", [own], 1 - knobs.join), shared]) as GraphTensor);
}

export const total = (graph: BuildContext<unknown>["graph"], terms: readonly GraphTensor[]): GraphTensor =>
  terms.reduce((sum, next) => map(graph, "add", [sum, next]) as GraphTensor);

/** Refuses to merge what is not joined: it would be another function. */
export function assertJoined({ join, branches }: JoinKnobs): void {
  if (join === 1 || branches === 1) return;
  throw new Failure(
    `Branches that are joined at ${join} do not merge into one without changing the network; train on with “Join” at 1 first.`,
  );
}

/** The mean over branches of a map that reads each branch's scaled input: weight [out, in] and bias, of `x` itself. */
export function meanMap(
  numbers: readonly string[],
  weights: ReadWeights,
  [weightName, biasName]: readonly [string, string],
): { readonly weight: Float64Array; readonly bias: Float64Array } {
  const share = 1 / numbers.length;
  const weight = new Float64Array(weights(`${weightName}${numbers[0]}`).length);
  const bias = new Float64Array(weights(`${biasName}${numbers[0]}`).length);
  for (const number of numbers) {
    const [own, gain, shift] = [weightName, "gain", "shift"].map((name) => weights(`${name}${number}`));
    own.forEach((value, at) => {
      weight[at] += share * value * gain[at % gain.length];
      bias[Math.floor(at / gain.length)] += share * value * shift[at % gain.length];
    });
    weights(`${biasName}${number}`).forEach((value, o) => (bias[o] += share * value));
  }
  return { weight, bias };
}

/** The sum over branches of one parameter. */
export function summed(numbers: readonly string[], weights: ReadWeights, name: string): Float64Array {
  const [first, ...others] = numbers.map((number) => weights(`${name}${number}`));
  return first.map((value, i) => others.reduce((sum, other) => sum + other[i], value));
}
