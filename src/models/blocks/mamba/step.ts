import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { conv1dStep } from "../../../kernels-wgsl/conv1d_step/kernel.ts";
import { scanStep } from "../../../kernels-wgsl/scan_step/kernel.ts";
import { Failure } from "../../../lib/failure.ts";
import type { BlockStep, StepContext } from "../../decode/step-context.ts";
import type { KnobsOf } from "../index.ts";
import { mambaBlock } from "./build.ts";
import { wholeSequence, type MixerForm } from "./mixer-form.ts";

/** One token: the filter over its history, the recurrence from the state. */
export const step: BlockStep<"mamba"> = (context) => {
  if (context.knobs.scanOrder !== "causal") {
    throw new Failure(
      `Mamba scans ${context.knobs.scanOrder} and so looks at later tokens; it cannot write text token by token: set the scan order to causal.`,
    );
  }
  return [mambaBlock(context, oneToken(context))];
};

function oneToken({ graph, knobs, position, state }: StepContext<KnobsOf<"mamba">>): MixerForm {
  const { filter } = wholeSequence(graph);
  return {
    filter(x, weight, bias, route) {
      const [channels, taps] = weight.shape;
      // A filter of one tap has no past.
      if (taps === 1) return filter(x, weight, bias, route);
      const history = state("history", [1, taps - 1, channels]);
      return graph.apply(conv1dStep, [x, position, history, weight, bias], { activation: "silu" })[0];
    },
    recurrence([x, dt, bc, rates]) {
      const kept: GraphTensor = state("h", [1, x.shape[2], knobs.state]);
      return [graph.apply(scanStep, [x, dt, bc, rates, position, kept], { groups: 1 })[0], kept];
    },
  };
}
