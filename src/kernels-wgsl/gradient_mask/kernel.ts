import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP } from "../_kernel/threefry.ts";
import forward from "./forward.wgsl?raw";
import { gradientMaskReference } from "./reference.ts";

export interface GradientMaskAttributes {
  /** Neighbouring elements that share an entry. */
  readonly inner: number;
}

/**
 * Inputs: a gradient x, and u32 [rows] the first step at which each row of it passes; before, it is zero. Moments of an element
 * that never had a gradient stay zero, and so does its update. Its reference is that of `REFERENCE_STEP`.
 */
export const gradientMask: Operator<GradientMaskAttributes> = {
  name: "gradient_mask",
  infer([x, firstSteps], { inner }) {
    const period = inner * sizeOf(firstSteps.shape);
    if (sizeOf(x.shape) % period !== 0) {
      throw new Failure(
        `gradient_mask: [${x.shape.join(", ")}] is no whole number of ${sizeOf(firstSteps.shape)} rows of ${inner}.`,
      );
    }
    return [x];
  },
  reference: ([x, firstSteps], { inner }) => [gradientMaskReference(x, firstSteps, inner, REFERENCE_STEP.index)],
  lower({ inputs, outputs: [y], attributes: { inner } }) {
    const [x, firstSteps] = inputs;
    const size = sizeOf(x.shape);
    const rows = sizeOf(firstSteps.shape);
    return [
      {
        label: "gradient_mask",
        source: expand(forward, { snippets: { STEP: STEP_WGSL } }),
        params: { size, inner, rows },
        bindings: [...inputs.map(read), write(y)],
        usesStep: true,
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          bytesRead: 4 * (size + rows),
          bytesWritten: 4 * size,
          bytesTouched: 12 * size,
          launches: 1,
        },
      },
    ];
  },
};
