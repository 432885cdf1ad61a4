import { NO_COST, type Counters } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Application, type Launch, type Operator } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import { opposite, orderParams, withOrder } from "../_kernel/scan-order.ts";
import { rowNamed } from "../elementwise/row.ts";
import { emitActivation } from "../glu/activation.ts";
import backwardActivation from "./backward-activation.wgsl?raw";
import { conv1dWeightBackward } from "./backward-weight.ts";
import forward from "./forward.wgsl?raw";
import { conv1dReference } from "./reference.ts";
import { convShape, type ConvAttributes } from "./shape.ts";
import window from "./window.wgsl?raw";

export type { ConvAttributes };

/** Steps that one thread computes, so that a step's input is loaded about once and not once for each tap. */
const ROWS = 4;

/** The launch that computes the sums and finishes each with the activation, or with its gradient. */
function lowerConv(
  { inputs, outputs: [y], attributes: { activation, order } }: Application<ConvAttributes>,
  isBackward: boolean,
): Launch {
  const [x, weight, bias] = isBackward ? inputs.slice(1) : inputs;
  const shape = convShape(x, weight, bias, order);
  const { batch, length, channels, taps } = shape;
  const pack = packOf(channels);
  const blocks = Math.ceil(length / ROWS);
  const packs = channels / pack;
  const { wgsl, cost } = emitActivation(activation, pack, isBackward);
  const hasBias = inputs.length > (isBackward ? 3 : 2);
  const constants = { TAPS: taps, ROWS, HAS_BIAS: hasBias };
  const label = isBackward ? "conv1d_dw_causal_backward_activation" : "conv1d_dw_causal";
  const elements = sizeOf(y.shape);
  const outside = isBackward ? elements : 0;
  const counters: Counters = {
    ...NO_COST,
    multiplies: elements * (taps + cost.multiplies),
    adds: elements * (taps - 1 + (hasBias ? 1 : 0) + cost.adds),
    specials: elements * cost.specials,
    bytesRead: 4 * inputs.reduce((sum, input) => sum + sizeOf(input.shape), 0),
    bytesWritten: 4 * elements,
    bytesTouched: 4 * (batch * blocks * channels * (ROWS + 2 * taps - 1) + elements * (hasBias ? 2 : 1) + outside),
    launches: 1,
  };
  return {
    label,
    source: expand(
      isBackward ? backwardActivation : forward,
      withOrder(order, withPack(pack, { constants, snippets: { WINDOW: window, ACTIVATION: wgsl } })),
    ),
    params: { size: batch * blocks * packs, blocks, packs, ...orderParams(length, order) },
    bindings: [...inputs.map(read), write(y)],
    workgroups: foldWorkgroups(batch * blocks * packs, 64),
    counters,
  };
}

/** y[t] = activation(bias + sum_k w[k] x[t - K + 1 + k]) along the path: x [B, T, C], weight [C, K], bias [C]?. */
export const conv1dCausal: Operator<ConvAttributes> = {
  name: "conv1d_dw_causal",
  infer([x, weight, bias], { order }) {
    convShape(x, weight, bias, order);
    return [x];
  },
  reference([x, weight, bias], { activation, order }, [xSpec, weightSpec, biasSpec]) {
    const sums = conv1dReference(x, weight, bias, convShape(xSpec, weightSpec, biasSpec, order), order);
    return [activation === "silu" ? sums.map((sum) => rowNamed("silu").evaluate([sum], 0)) : sums];
  },
  gradient(tape, { inputs, attributes }, [dy], wants) {
    if (dy === null) return inputs.map(() => null);
    const [x, weight, ...bias] = inputs;
    const order = opposite(attributes.order);
    const ds =
      attributes.activation === "identity" ? dy : tape.apply(conv1dActivationBackward, [dy, ...inputs], attributes)[0];
    // The transpose of a causal filter is the same filter on the path walked the other way.
    const dx = wants[0] ? tape.apply(conv1dCausal, [ds, weight], { activation: "identity", order })[0] : null;
    if (!wants[1] && bias.length === 0) return [dx, null];
    const weightAttributes = { taps: weight.shape[1], order: attributes.order };
    const [dweight, dbias] = tape.apply(conv1dWeightBackward, [ds, x], weightAttributes);
    return [dx, dweight, ...bias.map(() => dbias)];
  },
  lower: (application) => [lowerConv(application, false)],
};

/** The gradient at the sums from that behind the activation; inputs dy, x, weight, bias?. */
export const conv1dActivationBackward: Operator<ConvAttributes> = {
  name: "conv1d_dw_causal_backward_activation",
  infer: ([dy]) => [f32(...dy.shape)],
  reference([dy, x, weight, bias], { activation, order }, [, xSpec, weightSpec, biasSpec]) {
    const sums = conv1dReference(x, weight, bias, convShape(xSpec, weightSpec, biasSpec, order), order);
    if (activation === "identity") return [dy];
    return [sums.map((sum, i) => rowNamed("silu.d0").evaluate([sum, dy[i]], 0))];
  },
  lower: (application) => [lowerConv(application, true)],
};
