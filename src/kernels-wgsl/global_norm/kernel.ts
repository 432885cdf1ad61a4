import { NO_COST, type Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { expandRowKernel } from "../_kernel/row-sum.ts";
import forward from "./forward.wgsl?raw";
import partialText from "./partial.wgsl?raw";
import { globalNormReference } from "./reference.ts";

export interface GlobalNormAttributes {
  /** Largest norm that is left as it is; null: measure only. */
  readonly maxNorm: number | null;
  /** Added to the norm where it divides. */
  readonly epsilon: number;
}

const MAX_THREADS = 4096;
const threadsOf = (size: number): number => Math.min(MAX_THREADS, Math.ceil(size / 4));

/** [norm, scale] of a gradient arena: its L2 norm and what the update multiplies gradients with. */
export const globalNorm: Operator<GlobalNormAttributes> = {
  name: "global_norm",
  infer([gradients]) {
    if (sizeOf(gradients.shape) % 4 !== 0) {
      throw new Failure(
        `global_norm needs an arena whose length divides by 4; it was given ${sizeOf(gradients.shape)}.`,
      );
    }
    return [f32(2)];
  },
  reference: ([gradients], { maxNorm, epsilon }) => [globalNormReference(gradients, maxNorm, epsilon)],
  scratch: ([gradients]) => [f32(threadsOf(sizeOf(gradients.shape)))],
  lower({ inputs: [gradients], outputs: [result], attributes: { maxNorm, epsilon } }, [partial], traits) {
    const size = sizeOf(gradients.shape);
    const threads = threadsOf(size);
    return [
      {
        label: "global_norm_partial",
        source: expand(partialText),
        params: { quads: size / 4, threads },
        bindings: [read(gradients), write(partial)],
        workgroups: [Math.ceil(threads / 64), 1, 1],
        counters: { ...partialCost(size, threads), launches: 1 },
      },
      {
        label: "global_norm",
        source: expandRowKernel(forward, traits),
        params: { threads, is_clipping: maxNorm === null ? 0 : 1, max_norm: maxNorm ?? 0, epsilon },
        bindings: [read(partial), write(result)],
        workgroups: [1, 1, 1],
        counters: { ...finalCost(threads, maxNorm !== null), launches: 1 },
      },
    ];
  },
};

function partialCost(size: number, threads: number): Counters {
  const bytes = { bytesRead: 4 * size, bytesWritten: 4 * threads, bytesTouched: 4 * size + 4 * threads };
  return { ...NO_COST, multiplies: size, adds: size + 3 * threads, ...bytes };
}

function finalCost(threads: number, isClipping: boolean): Counters {
  const bytes = { bytesRead: 4 * threads, bytesWritten: 8, bytesTouched: 4 * threads + 8 };
  return { ...NO_COST, adds: threads + (isClipping ? 2 : 0), specials: isClipping ? 2 : 1, ...bytes };
}
