import type { Operator } from "../_kernel/operator.ts";
import { checkUpdate, REFERENCE_STEP, updateLaunch } from "../_optimizer/update.ts";
import { sgdReference, type SgdSettings } from "./reference.ts";
import text from "./step.wgsl?raw";

/**
 * One step of gradient descent with momentum, in place. Inputs: parameters, gradients, momentum, group of each block,
 * groups, clip (see checkUpdate). The first step of a run sets the momentum to the gradient.
 */
export const sgd: Operator<SgdSettings> = {
  name: "sgd",
  mutates: [0, 2],
  infer(inputs) {
    checkUpdate("sgd", inputs, 1);
    return [];
  },
  reference: (inputs, attributes) => sgdReference(inputs, attributes, REFERENCE_STEP),
  lower: ({ inputs, attributes: { momentum, dampening, nesterov } }) => [
    updateLaunch(inputs, 1, {
      label: "sgd",
      text,
      constants: { IS_NESTEROV: nesterov },
      params: { mu: momentum, fresh: 1 - dampening },
      cost: { multiplies: nesterov ? 6 : 5, adds: nesterov ? 4 : 3, specials: 0, multipliesPerThread: 1 },
    }),
  ],
};
