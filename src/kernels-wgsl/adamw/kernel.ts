import type { Launch, Operator, Tensor } from "../_kernel/operator.ts";
import { checkUpdate, REFERENCE_STEP, updateLaunch } from "../_optimizer/update.ts";
import { adamwReference, type AdamSettings } from "./reference.ts";
import text from "./step.wgsl?raw";

/** The dispatch alone, for Muon, which leaves everything but its matrices to AdamW. */
export function adamwLaunch(inputs: readonly Tensor[], { beta1, beta2, epsilon, decoupled }: AdamSettings): Launch {
  return updateLaunch(inputs, 2, {
    label: "adamw",
    text,
    constants: { IS_DECOUPLED: decoupled },
    params: { beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon },
    cost: { multiplies: 10, adds: 5, specials: 2, multipliesPerThread: decoupled ? 2 : 1 },
  });
}

/**
 * One step of AdamW, or of Adam, in place. Inputs: parameters, gradients, first moments, second moments, group of each
 * block, groups, clip (see checkUpdate). Learning rate and bias corrections come from the step uniform.
 */
export const adamw: Operator<AdamSettings> = {
  name: "adamw",
  mutates: [0, 2, 3],
  infer(inputs) {
    checkUpdate("adamw", inputs, 2);
    return [];
  },
  reference: (inputs, attributes) => adamwReference(inputs, attributes, REFERENCE_STEP),
  lower: ({ inputs, attributes }) => [adamwLaunch(inputs, attributes)],
};
