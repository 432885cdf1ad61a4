import { NO_COST } from "../../lib/counters.ts";
import { columnSumLaunch, rowTiles, type RowTiles } from "../_kernel/column-sum.ts";
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
import { packOf } from "../_kernel/packed-row.ts";
import { fractionCost, slopeCost } from "../continued_fraction/cost.ts";
import text from "./backward-weight.wgsl?raw";
import { ladderCount, ladderExpansion } from "./ladders.ts";
import { cffnBackwardWeightReference, type CffnAttributes } from "./reference.ts";

const tilesOf = (h: TensorSpec, traits: DeviceTraits): RowTiles =>
  rowTiles(sizeOf(h.shape) / h.shape[h.shape.length - 1], traits);

/** Inputs dy, h [..., C], ladders [J depth + J, C]; output dladders. */
export const cffnBackwardWeight: Operator<CffnAttributes> = {
  name: "cffn_backward_weight",
  infer: ([, , ladders]) => [ladders],
  reference: ([dy, h, ladders], attributes, [, , spec]) => [
    cffnBackwardWeightReference(dy, h, ladders, spec.shape[1], attributes),
  ],
  scratch([, h, ladders], _attributes, traits) {
    const { tiles } = tilesOf(h, traits);
    return tiles === 1 ? [] : [f32(tiles, ...ladders.shape)];
  },
  lower: lowerBackwardWeight,
};

function lowerBackwardWeight(
  { inputs, outputs: [dladders], attributes }: Application<CffnAttributes>,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const [, h, ladders] = inputs;
  const { depth, offset, eps, limit } = attributes;
  const channels = ladders.shape[1];
  const size = sizeOf(h.shape);
  const pack = packOf(channels);
  const count = ladderCount(ladders, depth);
  const tiles = tilesOf(h, traits);
  const partial = tiles.tiles === 1 ? dladders : scratch[0];
  const fractions = size * count;
  const threads = (tiles.tiles * count * channels) / pack;
  const [fraction, slopes] = [fractionCost(depth), slopeCost(depth, attributes.gradient === "exact")];
  const pass: Launch = {
    label: "cffn_backward_weight",
    source: expand(text, ladderExpansion(pack, attributes, true)),
    params: {
      rows: size / channels,
      packs: channels / pack,
      ladders: count,
      rows_per_tile: tiles.rowsPerTile,
      tiles: tiles.tiles,
      offset,
      eps,
      limit,
    },
    bindings: [...inputs.map(read), write(partial)],
    workgroups: foldWorkgroups(threads, 64),
    counters: {
      ...NO_COST,
      // The limit's comparisons are in both costs and made once.
      multiplies: fractions * (depth + fraction.multiplies + slopes.multiplies + 3 + depth),
      adds: fractions * (depth + fraction.adds + slopes.adds - 2 * depth + 1 + 2 * depth),
      specials: fractions * (fraction.specials + slopes.specials),
      bytesRead: 4 * (2 * size + sizeOf(ladders.shape)),
      bytesWritten: 4 * sizeOf(partial.shape),
      bytesTouched: 4 * (2 * fractions + 2 * sizeOf(partial.shape)),
      launches: 1,
    },
  };
  if (tiles.tiles === 1) return [pass];
  return [pass, columnSumLaunch([{ x: partial, y: dladders }], tiles.tiles, { rowsPerTile: tiles.tiles, tiles: 1 })];
}
