import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
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
import forward from "./forward.wgsl?raw";
import { headMixReference, headMixWeightGradientReference, type HeadMixShape } from "./reference.ts";

/** Output heads that one thread sums. */
const TILE = 4;

export interface HeadMixAttributes {
  /** The matrix is read as its transpose: the input's gradient. */
  readonly isTransposed: boolean;
}

const channelsOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

function shapeOf(x: TensorSpec, a: TensorSpec, isTransposed: boolean): HeadMixShape {
  const [outputHeads, inputHeads] = isTransposed ? [a.shape[1], a.shape[0]] : a.shape;
  if (a.shape.length !== 2 || channelsOf(x) % inputHeads !== 0) {
    throw new Failure(
      `head_mix: a matrix [${a.shape.join(", ")}] reads ${inputHeads} heads, which must divide the ${channelsOf(x)} channels; use a matrix [heads out, heads in] that fits.`,
    );
  }
  return { outputHeads, inputHeads, headWidth: channelsOf(x) / inputHeads };
}

/** y [..., H d] from x [..., G d] and the mixing matrix a [H, G]: y_h = sum_g a_hg x_g. Source: Dual-Stream Transformer, section 3. */
export const headMix: Operator<HeadMixAttributes> = {
  name: "head_mix",
  infer([x, a], { isTransposed }) {
    const { outputHeads, headWidth } = shapeOf(x, a, isTransposed);
    return [f32(...x.shape.slice(0, -1), outputHeads * headWidth)];
  },
  reference([x, a], { isTransposed }, [xSpec, aSpec]) {
    return [headMixReference(x, a, shapeOf(xSpec, aSpec, isTransposed), isTransposed)];
  },
  gradient(tape, { inputs: [x, a], attributes: { isTransposed } }, [dy], [wantsX, wantsA]) {
    if (dy === null) return [null, null];
    const dx = wantsX ? tape.apply(headMix, [dy, a], { isTransposed: !isTransposed })[0] : null;
    if (!wantsA) return [dx, null];
    const { headWidth } = shapeOf(x, a, isTransposed);
    const pair = isTransposed ? [x, dy] : [dy, x];
    return [dx, tape.apply(headMixBackwardWeight, pair, { headWidth })[0]];
  },
  lower({ inputs: [x, a], outputs: [y], attributes: { isTransposed } }) {
    return [mixLaunch(x, a, y, isTransposed)];
  },
};

function mixLaunch(x: Tensor, a: Tensor, y: Tensor, isTransposed: boolean): Launch {
  const { outputHeads, inputHeads, headWidth } = shapeOf(x, a, isTransposed);
  const pack = packOf(headWidth);
  const tiles = Math.ceil(outputHeads / TILE);
  const rows = sizeOf(x.shape) / channelsOf(x);
  const size = (rows * tiles * headWidth) / pack;
  const products = rows * outputHeads * inputHeads * headWidth;
  const [bytesX, bytesY] = [4 * sizeOf(x.shape), 4 * sizeOf(y.shape)];
  return {
    label: "head_mix",
    source: expand(forward, withPack(pack, { constants: { TILE } })),
    params: {
      size,
      packs: headWidth / pack,
      tiles,
      heads: outputHeads,
      sources: inputHeads,
      head_stride: isTransposed ? 1 : inputHeads,
      source_stride: isTransposed ? outputHeads : 1,
    },
    bindings: [read(x), read(a), write(y)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      multiplies: products,
      adds: products,
      bytesRead: bytesX + 4 * sizeOf(a.shape),
      bytesWritten: bytesY,
      bytesTouched: tiles * bytesX + 4 * TILE * size * inputHeads + bytesY,
      launches: 1,
    },
  };
}

/** da [H, G] from dy [..., H d] and x [..., G d]: sums over tiles of rows, then over the tiles. */
export const headMixBackwardWeight: Operator<{ readonly headWidth: number }> = {
  name: "head_mix_backward_weight",
  infer: ([dy, x], { headWidth }) => [f32(channelsOf(dy) / headWidth, channelsOf(x) / headWidth)],
  reference: ([dy, x], { headWidth }, specs) => {
    const [outputHeads, inputHeads] = specs.map((spec) => channelsOf(spec) / headWidth);
    return [headMixWeightGradientReference(dy, x, { outputHeads, inputHeads, headWidth })];
  },
  scratch([dy, x], { headWidth }, traits) {
    const { tiles } = rowTiles(sizeOf(x.shape) / channelsOf(x), traits);
    return [f32(tiles, channelsOf(dy) / headWidth, channelsOf(x) / headWidth)];
  },
  trailingSums: () => 1,
  lower: lowerWeight,
};

function lowerWeight(
  { inputs: [dy, x], outputs: [da], attributes: { headWidth } }: Application<{ readonly headWidth: number }>,
  [partial]: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const rows = sizeOf(x.shape) / channelsOf(x);
  const { rowsPerTile, tiles } = rowTiles(rows, traits);
  const [heads, sources] = [channelsOf(dy) / headWidth, channelsOf(x) / headWidth];
  const pack = packOf(headWidth);
  const size = tiles * heads * sources;
  const products = rows * heads * sources * headWidth;
  const pass: Launch = {
    label: "head_mix_backward_weight",
    source: expand(backwardWeight, withPack(pack)),
    params: { size, rows, rows_per_tile: rowsPerTile, packs: headWidth / pack, heads, sources },
    bindings: [read(dy), read(x), write(partial)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      multiplies: products,
      adds: products,
      bytesRead: 4 * (sizeOf(dy.shape) + sizeOf(x.shape)),
      bytesWritten: 4 * size,
      bytesTouched: 8 * products + 4 * size,
      launches: 1,
    },
  };
  return [pass, columnSumLaunch([{ x: partial, y: da }], tiles, { rowsPerTile: tiles, tiles: 1 })];
}
