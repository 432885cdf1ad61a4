import type { Operator } from "../_kernel/operator.ts";
import { checkUpdate, REFERENCE_STEP, updateLaunch } from "../_optimizer/update.ts";
import { lionReference, type LionSettings } from "./reference.ts";
import text from "./step.wgsl?raw";

/** One step of Lion, in place. Inputs: parameters, gradients, momentum, group of each block, groups, clip (see checkUpdate). */
export const lion: Operator<LionSettings> = {
  name: "lion",
  mutates: [0, 2],
  infer(inputs) {
    checkUpdate("lion", inputs, 1);
    return [];
  },
  reference: (inputs, attributes) => lionReference(inputs, attributes, REFERENCE_STEP),
  lower: ({ inputs, attributes: { beta1, beta2 } }) => [
    updateLaunch(inputs, 1, {
      label: "lion",
      text,
      constants: {},
      params: { beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2 },
      cost: { multiplies: 7, adds: 5, specials: 0, multipliesPerThread: 2 },
    }),
  ],
};
