import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { Failure } from "../../../lib/failure.ts";
import { linear, vectorPart } from "../../build/layers.ts";
import { keep, recall } from "../../decode/recurrent.ts";
import type { BlockStep } from "../../decode/step-context.ts";
import { filtersOf } from "./build.ts";

/** One step: the filter on it and on the steps before, which are the state [1, kernel - 1, C]. */
export const step: BlockStep<"series-convolution"> = (context) => {
  const { graph, knobs, inputs, parameter } = context;
  const { width, kernel, causal, bias } = knobs;
  const [x] = inputs;
  if (!causal && kernel > 1) {
    throw new Failure(
      "A convolution over time that looks ahead waits for later steps; switch its causal padding on to run step by step.",
    );
  }
  const channels = x.shape[2];
  const weight = parameter(filtersOf(channels, knobs));
  const offset = bias ? parameter({ parts: [vectorPart("bias", width, 0)], role: "vector" }) : null;
  const seen = kernel === 1 ? x : withHistory();
  const y = linear(graph, graph.reshape(seen, [1, 1, kernel * channels]), weight, null);
  return [offset === null ? y : (map(graph, "add", [y, offset]) as GraphTensor)];

  function withHistory(): GraphTensor {
    const state = context.state("history", [1, kernel - 1, channels]);
    const [steps] = graph.apply(concat, [recall(context, state), x], { axis: 1 });
    const newest = { start: [0, 1, 0], stop: [1, kernel, channels], step: [1, 1, 1] };
    keep(context, state, graph.apply(slice, [steps], newest)[0]);
    return steps;
  }
};
