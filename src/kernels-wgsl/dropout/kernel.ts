import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { STREAMS } from "../../lib/threefry.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  read,
  sizeOf,
  write,
  type Application,
  type Launch,
  type Operator,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP, THREEFRY } from "../_kernel/threefry.ts";
import forward from "./forward.wgsl?raw";
import { dropoutReference, dropThreshold } from "./reference.ts";

export interface DropoutAttributes {
  /** Probability that an element is zeroed, 0 <= rate < 1. */
  readonly rate: number;
  /** Number that tells this site from the model's others, an unsigned 32-bit integer. */
  readonly layer: number;
}

const THREADS = 64;
const SOURCE = expand(forward, { snippets: { STEP: STEP_WGSL, THREEFRY } });

function inferDropout([x]: readonly TensorSpec[], { rate }: DropoutAttributes): readonly TensorSpec[] {
  if (!(rate >= 0 && rate < 1)) {
    throw new Failure(`dropout: the rate ${rate} must be at least 0 and below 1; 0.1 is usual.`);
  }
  return [x];
}

function lowerDropout({ inputs: [x], outputs: [y], attributes }: Application<DropoutAttributes>): readonly Launch[] {
  const size = sizeOf(x.shape);
  const { rate, layer } = attributes;
  return [
    {
      label: "dropout",
      source: SOURCE,
      params: { size, stream: STREAMS.dropout, layer, threshold: dropThreshold(rate), scale: 1 / (1 - rate) },
      bindings: [read(x), write(y)],
      usesStep: true,
      workgroups: foldWorkgroups(size, THREADS),
      counters: {
        ...NO_COST,
        multiplies: size,
        adds: size,
        bytesRead: 4 * size,
        bytesWritten: 4 * size,
        bytesTouched: 8 * size,
        launches: 1,
      },
    },
  ];
}

/** Inverted dropout; its reference is that of `REFERENCE_STEP`. */
export const dropout: Operator<DropoutAttributes> = {
  name: "dropout",
  infer: inferDropout,
  reference: ([x], { rate, layer }) => [dropoutReference(x, rate, layer, REFERENCE_STEP)],
  gradient(tape, { attributes }, [dy]) {
    return [dy === null ? null : tape.apply(dropoutBackward, [dy], attributes)[0]];
  },
  lower: lowerDropout,
};

/** dx from dy by the same mask. */
export const dropoutBackward: Operator<DropoutAttributes> = {
  name: "dropout_backward",
  infer: inferDropout,
  reference: ([dy], { rate, layer }) => [dropoutReference(dy, rate, layer, REFERENCE_STEP)],
  lower: lowerDropout,
};
