import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
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
import backward from "./hash-backward.wgsl?raw";
import forward from "./hash.wgsl?raw";
import { hashCodeBackwardReference, hashCodeReference, type HashAttributes } from "./reference.ts";

/** Chunks of x [..., K bits]: codes u32 and scores f32, both [..., K]. */
export const hashCode: Operator<HashAttributes> = {
  name: "hash_code",
  infer([x], { bits, temperature }) {
    const width = x.shape[x.shape.length - 1];
    if (bits < 1 || bits > 16 || width % bits !== 0) {
      throw new Failure(`hash_code: ${width} numbers cannot be cut into chunks of ${bits} (1 to 16 bits, a divisor).`);
    }
    if (!(temperature > 0)) throw new Failure(`hash_code: the temperature ${temperature} must be positive.`);
    const shape = [...x.shape.slice(0, -1), width / bits];
    return [
      { shape, dtype: "u32" },
      { shape, dtype: "f32" },
    ];
  },
  reference: ([x], attributes) => hashCodeReference(x, attributes),
  gradient: (tape, { inputs: [x], attributes }, [, dscores]) => [
    dscores === null ? null : tape.apply(hashCodeBackward, [dscores, x], attributes)[0],
  ],
  lower: (application) => [lowerPass(application, application.inputs[0], false)],
};

/** Inputs dscores [..., K], x [..., K bits]; output dx. */
export const hashCodeBackward: Operator<HashAttributes> = {
  name: "hash_code_backward",
  infer: ([, x]) => [x],
  reference: ([dscores, x], attributes) => [hashCodeBackwardReference(dscores, x, attributes)],
  lower: (application) => [lowerPass(application, application.inputs[1], true)],
};

function lowerPass(
  { inputs, outputs, attributes: { bits, score, temperature } }: Application<HashAttributes>,
  x: TensorSpec,
  isBackward: boolean,
): Launch {
  const numbers = sizeOf(x.shape);
  const size = numbers / bits;
  const isL1 = score === "l1_softmax";
  const bytes = (tensors: readonly TensorSpec[]): number =>
    tensors.reduce((sum, tensor) => sum + 4 * sizeOf(tensor.shape), 0);
  return {
    label: isBackward ? "hash_code_backward" : "hash_code",
    source: expand(isBackward ? backward : forward, { constants: { IS_L1: isL1 } }),
    params: { size, bits, scale: 2 / temperature },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      multiplies: (isBackward ? 5 : 2) * numbers + (isBackward && isL1 ? size : 0),
      // Forward: a sign, a limit, 1 + e, the size. Backward: without signs, then limit, 1 + e, (L1) 1 + pull q, and the sign.
      adds: (isBackward ? (isL1 ? 7 : 6) : 4) * numbers,
      specials: (isBackward ? 3 : 1) * numbers + size,
      bytesRead: bytes(inputs),
      bytesWritten: bytes(outputs),
      bytesTouched: bytes(inputs) + bytes(outputs) + (isBackward ? 4 * numbers : 0),
      launches: 1,
    },
  };
}
