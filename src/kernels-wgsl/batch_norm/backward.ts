import { NO_COST } from "../../lib/counters.ts";
import { columnSumLaunch, rowTiles } from "../_kernel/column-sum.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backwardWeight from "./backward-weight.wgsl?raw";
import backward from "./backward.wgsl?raw";
import { batchNormBackwardReference, batchNormBackwardWeightReference } from "./reference.ts";

const channelsOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

/** Inputs dy, x [..., C], mean, rstd, weight, dweight, dbias [C]; output dx. */
export const batchNormBackward: Operator = {
  name: "batch_norm_backward",
  infer: ([dy]) => [dy],
  reference: ([dy, x, mean, rstd, weight, dweight, dbias]) => [
    batchNormBackwardReference(dy, x, { mean, rstd }, weight, { dweight, dbias }),
  ],
  lower({ inputs, outputs: [dx] }) {
    const [size, channels] = [sizeOf(dx.shape), channelsOf(dx)];
    const pack = packOf(channels);
    return [
      {
        label: "batch_norm_backward",
        source: expand(backward, withPack(pack)),
        params: { size: size / pack, packs: channels / pack, per_row: channels / size },
        bindings: [...inputs.map(read), write(dx)],
        workgroups: foldWorkgroups(size / pack, 64),
        counters: {
          ...NO_COST,
          multiplies: 6 * size,
          adds: 3 * size,
          bytesRead: 4 * (2 * size + 5 * channels),
          bytesWritten: 4 * size,
          bytesTouched: 32 * size,
          launches: 1,
        },
      },
    ];
  },
};

function lowerBackwardWeight(
  { inputs, outputs }: Application,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const [size, channels] = [sizeOf(inputs[0].shape), channelsOf(inputs[0])];
  const rows = size / channels;
  const { rowsPerTile, tiles } = rowTiles(rows, traits);
  const partials = tiles === 1 ? outputs : scratch;
  const pack = packOf(channels);
  const packs = channels / pack;
  const pass: Launch = {
    label: "batch_norm_backward_weight",
    source: expand(backwardWeight, withPack(pack)),
    params: { rows, packs, rows_per_tile: rowsPerTile, tiles },
    bindings: [...inputs.map(read), ...partials.map(write)],
    workgroups: foldWorkgroups(tiles * packs, 64),
    counters: {
      ...NO_COST,
      multiplies: 2 * size,
      adds: 3 * size,
      bytesRead: 4 * (2 * size + 2 * channels),
      bytesWritten: 8 * tiles * channels,
      bytesTouched: 4 * (3 * size + 4 * tiles * channels),
      launches: 1,
    },
  };
  if (tiles === 1) return [pass];
  const pairs = partials.map((x, i) => ({ x, y: outputs[i] }));
  return [pass, columnSumLaunch(pairs, tiles, { rowsPerTile: tiles, tiles: 1 })];
}

/** Inputs dy, x [..., C], mean, rstd [C]; outputs dweight and dbias [C], which the gradient by x is made of too. */
export const batchNormBackwardWeight: Operator = {
  name: "batch_norm_backward_weight",
  infer: ([dy]) => [f32(channelsOf(dy)), f32(channelsOf(dy))],
  reference([dy, x, mean, rstd]) {
    const { dweight, dbias } = batchNormBackwardWeightReference(dy, x, { mean, rstd });
    return [dweight, dbias];
  },
  scratch([dy], _attributes, traits) {
    const channels = channelsOf(dy);
    const { tiles } = rowTiles(sizeOf(dy.shape) / channels, traits);
    return tiles === 1 ? [] : [f32(tiles, channels), f32(tiles, channels)];
  },
  lower: lowerBackwardWeight,
};
