import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import { orderParams, withOrder, type ScanOrder } from "../_kernel/scan-order.ts";
import sumText from "./backward-weight-sum.wgsl?raw";
import text from "./backward-weight.wgsl?raw";
import { conv1dWeightGradientReference, type ConvShape } from "./reference.ts";

export interface ConvWeightAttributes {
  readonly taps: number;
  readonly order: ScanOrder;
}

/** Steps of one chunk, and how many chunks there may be in all: the second pass sums them one by one. */
const CHUNK_STEPS = 32;
const MAX_PARTS = 256;

function chunksOf({ shape: [batch, length] }: TensorSpec): { readonly chunk: number; readonly chunks: number } {
  const chunk = Math.max(CHUNK_STEPS, Math.ceil((batch * length) / MAX_PARTS));
  return { chunk, chunks: Math.ceil(length / chunk) };
}

const shapeOf = ({ shape: [batch, length, channels] }: TensorSpec, taps: number): ConvShape => ({
  batch,
  length,
  channels,
  taps,
});

/** dweight [C, taps] and dbias [C] from the gradient at the sums and x, both [B, T, C]. */
export const conv1dWeightBackward: Operator<ConvWeightAttributes> = {
  name: "conv1d_dw_causal_backward_weight",
  infer: ([, x], { taps }) => [f32(x.shape[2], taps), f32(x.shape[2])],
  reference([ds, x], { taps, order }, [, spec]) {
    const { dweight, dbias } = conv1dWeightGradientReference(ds, x, shapeOf(spec, taps), order);
    return [dweight, dbias];
  },
  scratch: ([, x], { taps }) => [f32(x.shape[0] * chunksOf(x).chunks, taps + 1, x.shape[2])],
  lower({ inputs: [ds, x], outputs: [dweight, dbias], attributes: { taps, order } }, [partial]) {
    const { batch, length, channels } = shapeOf(x, taps);
    const { chunk, chunks } = chunksOf(x);
    const pack = packOf(channels);
    const packs = channels / pack;
    const parts = batch * chunks;
    const [elements, partials] = [sizeOf(x.shape), sizeOf(partial.shape)];
    const sums = channels * (taps + 1);
    return [
      {
        label: "conv1d_dw_causal_backward_weight",
        source: expand(text, withOrder(order, withPack(pack, { constants: { TAPS: taps } }))),
        params: { size: parts * packs, chunks, chunk, packs, ...orderParams(length, order) },
        bindings: [read(ds), read(x), write(partial)],
        workgroups: foldWorkgroups(parts * packs, 64),
        counters: {
          ...NO_COST,
          multiplies: elements * taps,
          adds: elements * (taps + 1),
          bytesRead: 8 * elements,
          bytesWritten: 4 * partials,
          bytesTouched: 8 * elements + 4 * parts * channels * (taps - 1) + 4 * partials,
          launches: 1,
        },
      },
      {
        label: "conv1d_dw_causal_backward_weight_sum",
        source: expand(sumText, { constants: { TAPS: taps } }),
        params: { size: sums, channels, parts },
        bindings: [read(partial), write(dweight), write(dbias)],
        workgroups: foldWorkgroups(sums, 64),
        counters: {
          ...NO_COST,
          adds: partials,
          bytesRead: 4 * partials,
          bytesWritten: 4 * sums,
          bytesTouched: 4 * (partials + sums),
          launches: 1,
        },
      },
    ];
  },
};
