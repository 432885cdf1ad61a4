import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { withPack } from "../_kernel/packed-row.ts";
import { emitActivation } from "../glu/activation.ts";
import forward from "./forward.wgsl?raw";
import { conv1dStepReference, type ConvActivation } from "./reference.ts";

export interface ConvStepAttributes {
  readonly activation: ConvActivation;
}

/** Inputs behind one another: x [1, 1, C], position u32 [1], history [1, K - 1, C], weight [C, K], bias [C]?. */
function check([x, position, history, weight, ...bias]: readonly TensorSpec[]): void {
  const channels = sizeOf(x.shape);
  const [, taps] = weight.shape;
  const fits =
    taps >= 2 &&
    weight.shape[0] === channels &&
    sizeOf(history.shape) === (taps - 1) * channels &&
    bias.every(({ shape }) => sizeOf(shape) === channels) &&
    position.dtype === "u32";
  if (fits) return;
  throw new Failure(
    `conv1d_step reads x [1, 1, C], a u32 position, a history [1, taps - 1, C] and a weight [C, taps] of 2 taps or more; it was given [${x.shape.join(", ")}], ${position.dtype}, [${history.shape.join(", ")}] and [${weight.shape.join(", ")}].`,
  );
}

/** y [1, 1, C] of one token behind a causal filter; the history is written in place. */
export const conv1dStep: Operator<ConvStepAttributes> = {
  name: "conv1d_step",
  mutates: [2],
  infer(inputs) {
    check(inputs);
    return [f32(...inputs[0].shape)];
  },
  reference([x, position, history, weight, bias], { activation }) {
    const before = position[0] === 0 ? new Float64Array(history.length) : history;
    const { y, next } = conv1dStepReference(x, weight, bias, before, activation);
    return [y, next];
  },
  lower({ inputs, outputs: [y], attributes: { activation } }) {
    const [x, position, history, weight, ...bias] = inputs;
    const channels = sizeOf(x.shape);
    const [, taps] = weight.shape;
    const { wgsl, cost } = emitActivation(activation, 1, false);
    const constants = { TAPS: taps, HAS_BIAS: bias.length === 1 };
    const bytes = (tensors: readonly Tensor[]): number =>
      4 * tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    return [
      {
        label: "conv1d_step",
        source: expand(forward, withPack(1, { constants, snippets: { ACTIVATION: wgsl } })),
        params: { channels },
        bindings: [...[x, weight, ...bias, position].map(read), write(history), write(y)],
        workgroups: foldWorkgroups(channels, 64),
        counters: {
          ...NO_COST,
          multiplies: channels * (taps + cost.multiplies),
          adds: channels * (taps + cost.adds),
          specials: channels * cost.specials,
          bytesRead: bytes(inputs),
          bytesWritten: bytes([history, y]),
          bytesTouched: bytes(inputs) + bytes([history, y]) + 4 * (channels - 1),
          launches: 1,
        },
      },
    ];
  },
};
