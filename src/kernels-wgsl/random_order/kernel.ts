import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { STREAMS } from "../../lib/threefry.ts";
import { expand } from "../_kernel/expander.ts";
import { u32, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP, THREEFRY } from "../_kernel/threefry.ts";
import forward from "./forward.wgsl?raw";
import { randomOrderReference } from "./reference.ts";

export interface RandomOrderAttributes {
  /** Places to be put in order, at most 4,096. */
  readonly size: number;
  /** Number that tells this site from the model's others, an unsigned 32-bit integer. */
  readonly site: number;
}

const LONGEST = 4096;
const SOURCE = expand(forward, { snippets: { STEP: STEP_WGSL, THREEFRY } });

/** A permutation order u32 [N], drawn from (seed, micro-step, site), and its inverse; its reference is that of `REFERENCE_STEP`. */
export const randomOrder: Operator<RandomOrderAttributes> = {
  name: "random_order",
  infer(_inputs, { size }) {
    if (!(size >= 1 && size <= LONGEST)) {
      throw new Failure(`random_order puts 1 to ${LONGEST} places in order; it was asked for ${size}.`);
    }
    return [u32(size), u32(size)];
  },
  reference(_inputs, { size, site }) {
    const { order, inverse } = randomOrderReference(size, site, REFERENCE_STEP);
    return [order, inverse];
  },
  lower: ({ outputs, attributes: { size, site } }) => [
    {
      label: "random_order",
      source: SOURCE,
      params: { size, stream: STREAMS.dropout, site },
      bindings: outputs.map(write),
      usesStep: true,
      workgroups: [1, 1, 1],
      counters: { ...NO_COST, adds: 2 * size * size, bytesWritten: 8 * size, bytesTouched: 8 * size, launches: 1 },
    },
  ],
};
