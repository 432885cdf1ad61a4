import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import text from "./forward.wgsl?raw";
import { accumulateReference } from "./reference.ts";

/** Adds a micro-batch's share to the mean gradient, in place. Inputs: accumulated gradients, fresh gradients; no attributes. */
export const accumulateGradients: Operator = {
  name: "accumulate_gradients",
  mutates: [0],
  infer([sum, fresh]) {
    if (sizeOf(sum.shape) !== sizeOf(fresh.shape) || sizeOf(sum.shape) % 4 !== 0) {
      throw new Failure(
        `accumulate_gradients needs two arenas of one length, a multiple of 4; it was given [${sum.shape.join(", ")}] and [${fresh.shape.join(", ")}].`,
      );
    }
    return [];
  },
  reference: ([sum, fresh]) => [accumulateReference(sum, fresh, REFERENCE_STEP)],
  lower({ inputs: [sum, fresh] }) {
    const size = sizeOf(sum.shape);
    return [
      {
        label: "accumulate_gradients",
        source: expand(text, { snippets: { STEP: STEP_WGSL } }),
        params: { quads: size / 4 },
        bindings: [write(sum), read(fresh)],
        usesStep: true,
        workgroups: foldWorkgroups(size / 4, 64),
        counters: {
          ...NO_COST,
          adds: size,
          specials: size,
          bytesRead: 8 * size,
          bytesWritten: 4 * size,
          bytesTouched: 12 * size,
          launches: 1,
        },
      },
    ];
  },
};
