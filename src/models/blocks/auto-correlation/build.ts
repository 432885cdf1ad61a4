import { applyAutoCorrelation } from "../../../kernels-wgsl/auto_correlation/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { rollSum } from "../../../kernels-wgsl/roll_sum/kernel.ts";
import { softmax } from "../../../kernels-wgsl/softmax/kernel.ts";
import { topK } from "../../../kernels-wgsl/top_k/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { asSeries, projected } from "../series-projections.ts";

/** Lags kept of so many steps. */
export function lagsKept(steps: number, factor: number): number {
  return Math.min(steps, Math.max(1, factor * Math.floor(Math.log(steps))));
}

export const build: BlockBuild<"auto-correlation"> = (context) => {
  const { graph, knobs, isTraining, inputs } = context;
  const x = asSeries(context);
  const [query, key, value] = (["q", "k", "v"] as const).map((name) => projected(context, x, name));
  const likeness = applyAutoCorrelation(graph, query, key);
  // In training one choice of lags for the batch, else each window's own.
  const ranked = isTraining
    ? graph.apply(reduce, [likeness], { kind: "mean", axes: [0], keepdims: true })[0]
    : likeness;
  const [kept, lags] = graph.apply(topK, [likeness, ranked], { k: lagsKept(x.shape[1], knobs.factor) });
  const [weights] = graph.apply(softmax, [kept], { axis: 1 });
  const [gathered] = graph.apply(rollSum, [value, lags, weights], { isAdjoint: false });
  return [graph.reshape(projected(context, gathered, "o"), inputs[0].shape)];
};
