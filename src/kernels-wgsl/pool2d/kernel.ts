import { type Counters, NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type Tensor } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import { WINDOW_PARAMS, windowParams, type Pair } from "../_kernel/window.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import {
  averagePoolBackwardReference,
  averagePoolReference,
  maxPoolBackwardReference,
  maxPoolReference,
} from "./reference.ts";
import { pairsOf, poolShape, pooledSpec, type PoolAttributes, type PoolShape } from "./shape.ts";

export interface AveragePoolAttributes extends PoolAttributes {
  /** Padding counts as zeros; otherwise the mean is over the values a window holds. */
  readonly countsPadding: boolean;
}

/** Height and width of the image whose gradient is wanted. */
interface OfImage {
  readonly image: Pair;
}

const expansion = (channels: number, isMax: boolean) =>
  withPack(packOf(channels), { constants: { IS_MAX: isMax }, snippets: { WINDOW_PARAMS } });

function poolLaunch(
  label: "pool2d" | "pool2d_backward",
  shape: PoolShape,
  tensors: { readonly inputs: readonly Tensor[]; readonly outputs: readonly Tensor[] },
  settings: { readonly isMax: boolean; readonly countsPadding: boolean; readonly cost: Partial<Counters> },
): Launch {
  const { inputs, outputs } = tensors;
  const packs = shape.channels / packOf(shape.channels);
  const size = sizeOf(outputs[0].shape) / packOf(shape.channels);
  const bytes = (of: readonly Tensor[]): number => of.reduce((sum, { shape: own }) => sum + 4 * sizeOf(own), 0);
  return {
    label,
    source: expand(label === "pool2d" ? forward : backward, expansion(shape.channels, settings.isMax)),
    params: {
      size,
      packs,
      counts_padding: settings.countsPadding ? 1 : 0,
      ...windowParams(shape.image, shape.windows, shape.window),
    },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      bytesRead: bytes(inputs),
      bytesWritten: bytes(outputs),
      bytesTouched: 4 * pairsOf(shape) * inputs.length + bytes(outputs),
      launches: 1,
      ...settings.cost,
    },
  };
}

/** Mean of each window of x [B,H,W,C]: y [B,H',W',C]. */
export const averagePool: Operator<AveragePoolAttributes> = {
  name: "pool2d_average",
  infer: ([x], attributes) => [pooledSpec(poolShape(x, attributes))],
  reference: ([x], attributes, [spec]) => [
    averagePoolReference(x, poolShape(spec, attributes), attributes.countsPadding),
  ],
  gradient(tape, { inputs: [x], attributes }, [dy]) {
    if (dy === null) return [null];
    return tape.apply(averagePoolBackward, [dy], { ...attributes, image: [x.shape[1], x.shape[2]] });
  },
  lower({ inputs, outputs, attributes }) {
    const shape = poolShape(inputs[0], attributes);
    const cost = { adds: pairsOf(shape), specials: sizeOf(outputs[0].shape) };
    return [poolLaunch("pool2d", shape, { inputs, outputs }, { isMax: false, ...attributes, cost })];
  },
};

const ofGradient = (dy: Tensor | { shape: readonly number[] }, attributes: PoolAttributes & OfImage): PoolShape =>
  poolShape(f32(dy.shape[0], ...attributes.image, dy.shape[3]), attributes);

/** dx [B,H,W,C] from dy [B,H',W',C]. */
export const averagePoolBackward: Operator<AveragePoolAttributes & OfImage> = {
  name: "pool2d_average_backward",
  infer: ([dy], attributes) => [f32(dy.shape[0], ...attributes.image, dy.shape[3])],
  reference: ([dy], attributes, [spec]) => [
    averagePoolBackwardReference(dy, ofGradient(spec, attributes), attributes.countsPadding),
  ],
  lower({ inputs, outputs, attributes }) {
    const shape = ofGradient(inputs[0], attributes);
    const cost = { adds: pairsOf(shape), specials: pairsOf(shape) };
    return [poolLaunch("pool2d_backward", shape, { inputs, outputs }, { isMax: false, ...attributes, cost })];
  },
};

/** Largest value of each window of x [B,H,W,C]: y [B,H',W',C], and u32 tap of the first of the largest, same shape. */
export const maxPool: Operator<PoolAttributes> = {
  name: "pool2d_max",
  infer([x], attributes) {
    const y = pooledSpec(poolShape(x, attributes));
    return [y, { shape: y.shape, dtype: "u32" }];
  },
  reference([x], attributes, [spec]) {
    const { y, tap } = maxPoolReference(x, poolShape(spec, attributes));
    return [y, tap];
  },
  gradient(tape, { inputs: [x], outputs: [, tap], attributes }, [dy]) {
    if (dy === null) return [null];
    return tape.apply(maxPoolBackward, [dy, tap], { ...attributes, image: [x.shape[1], x.shape[2]] });
  },
  lower({ inputs, outputs, attributes }) {
    const shape = poolShape(inputs[0], attributes);
    const settings = { isMax: true, countsPadding: false, cost: { adds: 2 * pairsOf(shape) } };
    return [poolLaunch("pool2d", shape, { inputs, outputs }, settings)];
  },
};

/** dx [B,H,W,C] from dy and tap, both [B,H',W',C]. */
export const maxPoolBackward: Operator<PoolAttributes & OfImage> = {
  name: "pool2d_max_backward",
  infer: ([dy], attributes) => [f32(dy.shape[0], ...attributes.image, dy.shape[3])],
  reference: ([dy, tap], attributes, [spec]) => [maxPoolBackwardReference(dy, tap, ofGradient(spec, attributes))],
  lower({ inputs, outputs, attributes }) {
    const shape = ofGradient(inputs[0], attributes);
    const settings = { isMax: true, countsPadding: false, cost: { adds: 2 * pairsOf(shape) } };
    return [poolLaunch("pool2d_backward", shape, { inputs, outputs }, settings)];
  },
};
