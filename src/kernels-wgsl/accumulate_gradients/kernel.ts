import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import text from "./forward.wgsl?raw";
import { accumulateReference } from "./reference.ts";

export interface AccumulateAttributes {
  /** Where the gradient starts in the arena, in floats. */
  readonly offset: number;
}

/** Adds a micro-batch's share to the mean gradient in its arena, in place. Inputs: arena of gradients, one fresh gradient. */
export const accumulateGradients: Operator<AccumulateAttributes> = {
  name: "accumulate_gradients",
  mutates: [0],
  infer([arena, fresh], { offset }) {
    const [length, size] = [sizeOf(arena.shape), sizeOf(fresh.shape)];
    if (offset % 4 !== 0 || offset + size > length) {
      throw new Failure(
        `accumulate_gradients needs a gradient that starts at a multiple of 4 and ends inside its arena of ${length}; it was given ${size} elements at ${offset}.`,
      );
    }
    return [];
  },
  reference: ([arena, fresh], { offset }) => [accumulateReference(arena, fresh, offset, REFERENCE_STEP)],
  lower({ inputs: [arena, fresh], attributes: { offset } }) {
    const size = sizeOf(fresh.shape);
    const lanes = size % 4 === 0 ? 4 : 1;
    return [
      {
        label: "accumulate_gradients",
        source: expand(text, { constants: { VECTOR: lanes === 4 }, snippets: { STEP: STEP_WGSL } }),
        params: { start: offset / lanes, count: size / lanes },
        bindings: [write(arena), read(fresh)],
        usesStep: true,
        workgroups: foldWorkgroups(size / lanes, 64),
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
