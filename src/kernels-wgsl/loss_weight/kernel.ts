import { NO_COST } from "../../lib/counters.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import forward from "./forward.wgsl?raw";
import { lossWeightReference } from "./reference.ts";

export interface LossWeightAttributes {
  /** Which of the step's eight weights. */
  readonly slot: number;
}

/** y [1] = the step's weight number `slot`. No inputs. */
export const lossWeight: Operator<LossWeightAttributes> = {
  name: "loss_weight",
  infer: () => [f32(1)],
  reference: (_inputs, { slot }) => [lossWeightReference(slot)],
  lower: ({ outputs: [y], attributes: { slot } }) => [
    {
      label: "loss_weight",
      source: expand(forward, { snippets: { STEP: STEP_WGSL } }),
      params: { slot },
      bindings: [write(y)],
      usesStep: true,
      workgroups: [1, 1, 1],
      counters: { ...NO_COST, bytesWritten: 4, bytesTouched: 4, launches: 1 },
    },
  ],
};
