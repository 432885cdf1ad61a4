import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
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
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { cosAffineBackwardReference, cosAffineReference } from "./reference.ts";
import sineCosine from "./sine-cosine.wgsl?raw";

/** Operations of cosine_of or sine_of (both polynomials are evaluated). */
const SINE_COSINE = { multiplies: 22, adds: 14 };

const channelsOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

function checkShapes([x, w, f]: readonly TensorSpec[]): void {
  const channels = channelsOf(x);
  for (const spec of [w, f]) {
    if (sizeOf(spec.shape) === channels) continue;
    throw new Failure(
      `cos_affine: frequencies and phases of [${x.shape.join(", ")}] have ${channels} entries each, not [${spec.shape.join(", ")}].`,
    );
  }
}

/** y = cos(w x + f) with w, f [C] for each channel of x [..., C]. */
export const cosAffine: Operator = {
  name: "cos_affine",
  infer(inputs) {
    checkShapes(inputs);
    return [inputs[0]];
  },
  reference: ([x, w, f]) => [cosAffineReference(x, w, f)],
  gradient(tape, { inputs }, [dy], wants) {
    if (dy === null) return [null, null, null];
    const gradients = tape.apply(cosAffineBackward, [dy, ...inputs], {});
    return gradients.map((gradient, i) => (wants[i] ? tape.reshape(gradient, inputs[i].shape) : null));
  },
  lower({ inputs, outputs }) {
    const [x, w] = inputs;
    const size = sizeOf(x.shape);
    const channels = sizeOf(w.shape);
    const pack = packOf(channels);
    return [
      {
        label: "cos_affine",
        source: expand(forward, withPack(pack, { snippets: { SINE_COSINE: sineCosine } })),
        params: { size: size / pack, packs: channels / pack },
        bindings: [...inputs.map(read), ...outputs.map(write)],
        workgroups: foldWorkgroups(size / pack, 64),
        counters: {
          ...NO_COST,
          multiplies: size * (SINE_COSINE.multiplies + 1),
          adds: size * (SINE_COSINE.adds + 1),
          bytesRead: 4 * (size + 2 * channels),
          bytesWritten: 4 * size,
          bytesTouched: 16 * size,
          launches: 1,
        },
      },
    ];
  },
};

const tilesOf = (x: TensorSpec, traits: DeviceTraits): RowTiles => rowTiles(sizeOf(x.shape) / channelsOf(x), traits);

/** Inputs dy, x [..., C], w, f [C]; outputs dx, dw [C], df [C]. */
export const cosAffineBackward: Operator = {
  name: "cos_affine_backward",
  infer: ([dy, x]) => [dy, f32(channelsOf(x)), f32(channelsOf(x))],
  reference: ([dy, x, w, f]) => cosAffineBackwardReference(dy, x, w, f),
  scratch([, x], _attributes, traits) {
    const { tiles } = tilesOf(x, traits);
    return tiles === 1 ? [] : [f32(tiles, channelsOf(x)), f32(tiles, channelsOf(x))];
  },
  lower: lowerBackward,
};

function lowerBackward(
  { inputs, outputs: [dx, dw, df] }: Application,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const [, x] = inputs;
  const size = sizeOf(x.shape);
  const channels = channelsOf(x);
  const pack = packOf(channels);
  const tiles = tilesOf(x, traits);
  const sums = tiles.tiles === 1 ? [dw, df] : scratch;
  const packs = channels / pack;
  const bytesRead = 8 * (size + channels);
  const bytesWritten = 4 * (size + 2 * tiles.tiles * channels);
  const pass: Launch = {
    label: "cos_affine_backward",
    source: expand(backward, withPack(pack, { snippets: { SINE_COSINE: sineCosine } })),
    params: { rows: size / channels, packs, rows_per_tile: tiles.rowsPerTile, tiles: tiles.tiles },
    bindings: [...inputs.map(read), write(dx), ...sums.map(write)],
    workgroups: foldWorkgroups(tiles.tiles * packs, 64),
    counters: {
      ...NO_COST,
      multiplies: size * (SINE_COSINE.multiplies + 4),
      adds: size * (SINE_COSINE.adds + 3),
      bytesRead,
      bytesWritten,
      bytesTouched: 12 * size + 16 * tiles.tiles * channels,
      launches: 1,
    },
  };
  if (tiles.tiles === 1) return [pass];
  const pairs = [
    { x: sums[0], y: dw },
    { x: sums[1], y: df },
  ];
  return [pass, columnSumLaunch(pairs, tiles.tiles, { rowsPerTile: tiles.tiles, tiles: 1 })];
}
