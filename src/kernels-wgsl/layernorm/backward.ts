import { addCounters, NO_COST } from "../../lib/counters.ts";
import { columnSumLaunch, rowTiles } from "../_kernel/column-sum.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { finishWith } from "../_kernel/finish-program.ts";
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
import { expandPackedRowKernel, packOf, packSumAdds, rowReductionCost, withPack } from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import { IDENTITY, type Program } from "../elementwise/program.ts";
import { programReference } from "../elementwise/reference.ts";
import backward from "./backward.wgsl?raw";
import backwardWeight from "./backward-weight.wgsl?raw";
import { layernormBackwardReference, layernormBackwardWeightReference } from "./reference.ts";

export interface LayernormBackwardAttributes {
  readonly hasWeight: boolean;
  /** Finishes dx: operand 0 is dx, the others are the last inputs (the residual stream's own gradient). */
  readonly program?: Program;
}

export interface LayernormBackwardWeightAttributes {
  readonly hasBias: boolean;
}

const channelsOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

function lowerBackward(
  { inputs, outputs, attributes }: Application<LayernormBackwardAttributes>,
  traits: DeviceTraits,
): Launch {
  const { hasWeight, program = IDENTITY } = attributes;
  const [own, operands] = [inputs.slice(0, hasWeight ? 5 : 4), inputs.slice(hasWeight ? 5 : 4)];
  const size = sizeOf(inputs[0].shape);
  const channels = channelsOf(inputs[0]);
  const rows = size / channels;
  const finish = finishWith(program, operands, outputs, own.length + 1, channels);
  const reduction = rowReductionCost(rows, 2, traits);
  return {
    label: "layernorm_backward",
    source: expandPackedRowKernel(backward, finish.pack, traits, {
      constants: { HAS_WEIGHT: hasWeight },
      snippets: finish.snippets,
    }),
    params: { rows, packs: channels / finish.pack, ...finish.params },
    bindings: [...own.map(read), ...finish.bindings],
    workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
    counters: addCounters(finish.counters, {
      ...NO_COST,
      multiplies: (hasWeight ? 5 : 3) * size + 2 * rows,
      adds: 6 * size + reduction.adds + packSumAdds(rows, 2, finish.pack, traits),
      specials: 2 * rows,
      bytesRead: 4 * own.reduce((sum, input) => sum + sizeOf(input.shape), 0),
      bytesTouched: 4 * ((hasWeight ? 6 : 4) * size + 2 * rows),
      workgroupBytes: reduction.workgroupBytes,
      launches: 1,
    }),
  };
}

/** Inputs dy, x [..., C], mean, rstd [rows], weight [C]?, then the program's operands; output dx or the program's results. */
export const layernormBackward: Operator<LayernormBackwardAttributes> = {
  name: "layernorm_backward",
  acceptsProgram: true,
  infer: ([dy], { program = IDENTITY }) => program.results.map(() => dy),
  reference([dy, x, mean, rstd, ...others], { hasWeight, program = IDENTITY }, [spec]) {
    const [weight, operands] = hasWeight ? [others[0], others.slice(1)] : [undefined, others];
    const dx = layernormBackwardReference(dy, x, mean, rstd, weight, channelsOf(spec));
    return programReference(program, [dx, ...operands], dx.length);
  },
  lower: (application, _scratch, traits) => [lowerBackward(application, traits)],
};

function lowerBackwardWeight(
  { inputs, outputs, attributes: { hasBias } }: Application<LayernormBackwardWeightAttributes>,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const size = sizeOf(inputs[0].shape);
  const channels = channelsOf(inputs[0]);
  const rows = size / channels;
  const { rowsPerTile, tiles } = rowTiles(rows, traits);
  const partials = tiles === 1 ? outputs : scratch;
  const pack = packOf(channels);
  const packs = channels / pack;
  const pass: Launch = {
    label: "layernorm_backward_weight",
    source: expand(backwardWeight, withPack(pack, { constants: { HAS_BIAS: hasBias } })),
    params: { rows, packs, rows_per_tile: rowsPerTile, tiles },
    bindings: [...inputs.map(read), ...partials.map(write)],
    workgroups: foldWorkgroups(tiles * packs, 64),
    counters: {
      ...NO_COST,
      multiplies: 2 * size,
      adds: (hasBias ? 3 : 2) * size,
      bytesRead: 4 * (2 * size + 2 * rows),
      bytesWritten: 4 * partials.length * tiles * channels,
      bytesTouched: 4 * (2 * size + 2 * rows * packs + partials.length * tiles * channels),
      launches: 1,
    },
  };
  if (tiles === 1) return [pass];
  const pairs = partials.map((x, i) => ({ x, y: outputs[i] }));
  return [pass, columnSumLaunch(pairs, tiles, { rowsPerTile: tiles, tiles: 1 })];
}

/** Inputs dy, x [..., C], mean, rstd [rows]; outputs dweight [C] and, with a bias, dbias [C]. */
export const layernormBackwardWeight: Operator<LayernormBackwardWeightAttributes> = {
  name: "layernorm_backward_weight",
  infer: ([dy], { hasBias }) => (hasBias ? [f32(channelsOf(dy)), f32(channelsOf(dy))] : [f32(channelsOf(dy))]),
  reference([dy, x, mean, rstd], { hasBias }, [spec]) {
    const { dweight, dbias } = layernormBackwardWeightReference(dy, x, mean, rstd, channelsOf(spec));
    return hasBias ? [dweight, dbias] : [dweight];
  },
  scratch([dy], { hasBias }, traits) {
    const channels = channelsOf(dy);
    const { tiles } = rowTiles(sizeOf(dy.shape) / channels, traits);
    if (tiles === 1) return [];
    return hasBias ? [f32(tiles, channels), f32(tiles, channels)] : [f32(tiles, channels)];
  },
  trailingSums: () => 1,
  lower: lowerBackwardWeight,
};
