import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Launch, type Operator, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { packOf } from "../_kernel/packed-row.ts";
import { fractionCost, slopeCost } from "../continued_fraction/cost.ts";
import { checkDepth } from "../continued_fraction/kernel.ts";
import { cffnBackwardWeight } from "./backward-weight.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { ladderCount, ladderExpansion } from "./ladders.ts";
import { cffnBackwardReference, cffnReference, type CffnAttributes } from "./reference.ts";

export type { CffnAttributes };

const channelsOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

function checkShapes([h, ladders]: readonly TensorSpec[], { depth }: CffnAttributes): void {
  checkDepth("cffn", depth);
  const channels = channelsOf(h);
  const isWhole = ladders.shape.length === 2 && ladders.shape[0] > 0 && ladders.shape[0] % (depth + 1) === 0;
  if (isWhole && ladders.shape[1] === channels) return;
  throw new Failure(
    `cffn: ladders of depth ${depth} for ${channels} channels have a multiple of ${depth + 1} rows of ${channels}, not [${ladders.shape.join(", ")}].`,
  );
}

/** y [..., C] = sum_j V_j f(offset + h W_j), ladders [J depth + J, C] being all W_j and then all V_j. */
export const cffn: Operator<CffnAttributes> = {
  name: "cffn",
  infer(inputs, attributes) {
    checkShapes(inputs, attributes);
    return [inputs[0]];
  },
  reference: ([h, ladders], attributes, [spec]) => [cffnReference(h, ladders, channelsOf(spec), attributes)],
  gradient: (tape, { inputs, attributes }, [dy], wants) => {
    if (dy === null) return [null, null];
    return [
      wants[0] ? tape.apply(cffnBackward, [dy, ...inputs], attributes)[0] : null,
      wants[1] ? tape.apply(cffnBackwardWeight, [dy, ...inputs], attributes)[0] : null,
    ];
  },
  lower: ({ inputs, outputs, attributes }) => [lowerPass(inputs, outputs[0], attributes, false)],
};

/** Inputs dy, h [..., C], ladders; output dh. */
export const cffnBackward: Operator<CffnAttributes> = {
  name: "cffn_backward",
  infer: ([dy]) => [dy],
  reference: ([dy, h, ladders], attributes, [spec]) => [
    cffnBackwardReference(dy, h, ladders, channelsOf(spec), attributes),
  ],
  lower: ({ inputs, outputs, attributes }) => [lowerPass(inputs, outputs[0], attributes, true)],
};

function lowerPass(inputs: readonly Tensor[], output: Tensor, attributes: CffnAttributes, isBackward: boolean): Launch {
  const ladders = inputs[inputs.length - 1];
  const { depth, offset, eps, limit } = attributes;
  const size = sizeOf(output.shape);
  const channels = channelsOf(output);
  const pack = packOf(channels);
  const count = ladderCount(ladders, depth);
  const fractions = size * count;
  const cost = isBackward ? slopeCost(depth, attributes.gradient === "exact") : fractionCost(depth);
  const bytesRead = 4 * inputs.reduce((sum, input) => sum + sizeOf(input.shape), 0);
  return {
    label: isBackward ? "cffn_backward" : "cffn",
    source: expand(isBackward ? backward : forward, ladderExpansion(pack, attributes, isBackward)),
    params: { size: size / pack, packs: channels / pack, ladders: count, offset, eps, limit },
    bindings: [...inputs.map(read), write(output)],
    workgroups: foldWorkgroups(size / pack, 64),
    counters: {
      ...NO_COST,
      // Denominators, the fraction and its weight; backward a product and a comparison more for each denominator.
      multiplies: fractions * (depth + cost.multiplies + 1 + (isBackward ? depth : 0)) + (isBackward ? size : 0),
      adds: fractions * (depth + cost.adds + (isBackward ? 2 * depth : 1)),
      specials: fractions * cost.specials,
      bytesRead,
      bytesWritten: 4 * size,
      bytesTouched: 4 * (size * (isBackward ? 3 : 2) + fractions * (depth + 1)),
      launches: 1,
    },
  };
}
