import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { rowTiles } from "../_kernel/column-sum.ts";
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
import { batchNormBackward, batchNormBackwardWeight } from "./backward.ts";
import forward from "./forward.wgsl?raw";
import { batchNormReference, batchStatisticsReference } from "./reference.ts";
import statistics from "./statistics.wgsl?raw";
import tilesText from "./tiles.wgsl?raw";

export interface BatchNormAttributes {
  /** Added to the variance inside the root. */
  readonly eps: number;
}

function extentsOf({ shape }: TensorSpec): { readonly rows: number; readonly channels: number; readonly size: number } {
  const [size, channels] = [sizeOf(shape), shape[shape.length - 1]];
  return { rows: size / channels, channels, size };
}

function checkShapes([x, ...parameters]: readonly TensorSpec[]): void {
  const { rows, channels } = extentsOf(x);
  for (const { shape } of parameters) {
    if (sizeOf(shape) === channels) continue;
    throw new Failure(
      `batch_norm's weight or bias has shape [${shape.join(", ")}]; for input [${x.shape.join(", ")}] it must be [${channels}].`,
    );
  }
  if (rows < 2) {
    throw new Failure(
      `batch norm in training needs two values of every channel or more, but its input [${x.shape.join(", ")}] has one, whose spread is zero; raise the batch, or use a layer norm.`,
    );
  }
}

function lowerStatistics(
  [x]: readonly Tensor[],
  [mean, variance, rstd]: readonly Tensor[],
  [means, squares, firstRow, shift]: readonly Tensor[],
  eps: number,
  traits: DeviceTraits,
): readonly Launch[] {
  const { rows, channels, size } = extentsOf(x);
  const { rowsPerTile, tiles } = rowTiles(rows, traits);
  const packs = channels / packOf(channels);
  const partial = tiles * channels;
  const perTile = { rows_per_tile: rowsPerTile, tiles };
  return [
    {
      label: "batch_norm_tiles",
      source: expand(tilesText, withPack(packOf(channels))),
      params: { rows, packs, ...perTile },
      bindings: [read(x), ...[means, squares, firstRow].map(write)],
      workgroups: foldWorkgroups(tiles * packs, 64),
      counters: {
        ...NO_COST,
        multiplies: size,
        adds: 5 * size,
        specials: partial,
        bytesRead: 4 * size,
        bytesWritten: 4 * (2 * partial + channels),
        bytesTouched: 4 * (2 * size + 3 * partial + channels),
        launches: 1,
      },
    },
    {
      label: "batch_norm_statistics",
      source: expand(statistics),
      params: { rows, channels, ...perTile, epsilon: eps },
      bindings: [...[firstRow, means, squares].map(read), ...[shift, mean, variance, rstd].map(write)],
      workgroups: foldWorkgroups(channels, 64),
      counters: {
        ...NO_COST,
        multiplies: 3 * partial,
        adds: 4 * partial + 2 * channels,
        specials: 3 * channels,
        bytesRead: 4 * (2 * partial + channels),
        bytesWritten: 16 * channels,
        bytesTouched: 4 * (3 * partial + 5 * channels),
        launches: 1,
      },
    },
  ];
}

function lower(
  { inputs, outputs: [y, ...stats], attributes: { eps } }: Application<BatchNormAttributes>,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const [x, weight, bias] = inputs;
  const { channels, size } = extentsOf(x);
  const pack = packOf(channels);
  const apply: Launch = {
    label: "batch_norm",
    source: expand(forward, withPack(pack)),
    params: { size: size / pack, packs: channels / pack },
    bindings: [...[x, scratch[3], stats[2], weight, bias].map(read), write(y)],
    workgroups: foldWorkgroups(size / pack, 64),
    counters: {
      ...NO_COST,
      multiplies: 2 * size,
      adds: 3 * size,
      bytesRead: 4 * (size + 4 * channels),
      bytesWritten: 4 * size,
      bytesTouched: 28 * size,
      launches: 1,
    },
  };
  return [...lowerStatistics(inputs, stats, scratch, eps, traits), apply];
}

/**
 * Batch norm as it trains: y = (x - mean) / sqrt(variance + eps) * weight + bias with mean and biased variance of each channel over
 * all rows. Inputs x [..., C], weight, bias [C]; outputs y, mean, variance, rstd [C]. Refuses a single row.
 */
export const batchNorm: Operator<BatchNormAttributes> = {
  name: "batch_norm",
  infer(inputs) {
    checkShapes(inputs);
    const { channels } = extentsOf(inputs[0]);
    return [inputs[0], f32(channels), f32(channels), f32(channels)];
  },
  reference([x, weight, bias], { eps }, [spec]) {
    const batch = batchStatisticsReference(x, extentsOf(spec).channels, eps);
    return [batchNormReference(x, weight, bias, batch), batch.mean, batch.variance, batch.rstd];
  },
  gradient(tape, { inputs: [x, weight], outputs: [, mean, , rstd] }, [dy], wants) {
    if (dy === null) return wants.map(() => null);
    const [dweight, dbias] = tape.apply(batchNormBackwardWeight, [dy, x, mean, rstd], {});
    const dx = wants[0] ? tape.apply(batchNormBackward, [dy, x, mean, rstd, weight, dweight, dbias], {})[0] : null;
    return [dx, dweight, dbias];
  },
  scratch([x], _attributes, traits) {
    const { rows, channels } = extentsOf(x);
    const { tiles } = rowTiles(rows, traits);
    return [f32(tiles, channels), f32(tiles, channels), f32(channels), f32(channels)];
  },
  lower,
};
