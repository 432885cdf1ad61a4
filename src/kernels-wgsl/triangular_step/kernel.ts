import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import forward from "./forward.wgsl?raw";
import { triangularStepReference } from "./reference.ts";

/** y [1, 1, C]: the position's row of a packed triangle [n (n + 1) / 2] times a cache [1, rows, C]; position u32 [1]. */
export const triangularStep: Operator = {
  name: "triangular_step",
  infer([packed, x, position]) {
    const [, rows, channels] = x.shape;
    if (sizeOf(packed.shape) < (rows * (rows + 1)) / 2 || position.dtype !== "u32") {
      throw new Failure(
        `triangular_step: a packed triangle of ${sizeOf(packed.shape)} entries has fewer rows than the cache [${x.shape.join(", ")}], or the position is not u32.`,
      );
    }
    return [f32(1, 1, channels)];
  },
  reference([packed, x, position], _attributes, [, spec]) {
    const [, rows, channels] = spec.shape;
    return [triangularStepReference(packed, x, channels, Math.min(position[0], rows - 1))];
  },
  lower({ inputs: [packed, x, position], outputs: [y] }) {
    const [, rows, channels] = x.shape;
    const products = rows * channels;
    return [
      {
        label: "triangular_step",
        source: expand(forward),
        params: { channels, rows },
        bindings: [read(packed), read(x), read(position), write(y)],
        workgroups: foldWorkgroups(channels, 64),
        // At a full cache, which is the most that a token costs.
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * (rows + products + 1),
          bytesWritten: 4 * channels,
          bytesTouched: 4 * (2 * products + 2 * channels),
          launches: 1,
        },
      },
    ];
  },
};
