import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import type { BuildContext } from "../../build/block-build.ts";
import { linear } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import { matrix, uniformPart, vector } from "./parameters.ts";

const LAYER_NORM_EPS = 1e-5;

/** One result from those of all paths; four paths end with a layer norm, as in VMamba. */
export function merged(context: BuildContext<KnobsOf<"mamba">>, results: readonly GraphTensor[]): GraphTensor {
  const { graph, knobs } = context;
  if (results.length === 1) return results[0];
  const inner = results[0].shape[2];
  const combined = combine(context, results);
  if (knobs.scanOrder !== "cross-4") return combined;
  const gain = vector(context, "merge_gain", [inner], { kind: "constant", value: 1 });
  const bias = vector(context, "merge_bias", [inner], { kind: "constant", value: 0 });
  return graph.apply(layernorm, [combined, gain, bias], { eps: LAYER_NORM_EPS })[0];
}

function combine(context: BuildContext<KnobsOf<"mamba">>, results: readonly GraphTensor[]): GraphTensor {
  const { graph, knobs } = context;
  if (knobs.merge === "concat") {
    const inner = results[0].shape[2];
    const [wide] = graph.apply(concat, results, { axis: 2 });
    const fanIn = results.length * inner;
    return linear(graph, wide, matrix(context, uniformPart("w_merge", [inner, fanIn], fanIn)), null);
  }
  const sum = results.reduce((total, next) => map(graph, "add", [total, next]) as GraphTensor);
  return knobs.merge === "mean" ? (map(graph, "scale", [sum], 1 / results.length) as GraphTensor) : sum;
}
