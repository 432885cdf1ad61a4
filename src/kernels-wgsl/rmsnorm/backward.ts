import { addCounters, NO_COST } from "../../lib/counters.ts";
import { IDENTITY, type Program } from "../elementwise/program.ts";
import { programReference } from "../elementwise/reference.ts";
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
import backward from "./backward.wgsl?raw";
import backwardWeight from "./backward-weight.wgsl?raw";
import { rmsnormBackwardReference, rmsnormBackwardWeightReference } from "./reference.ts";

export interface RmsnormBackwardAttributes {
  readonly groups: number;
  readonly hasWeight: boolean;
  /** Finishes dx: operand 0 is dx, the others are the last inputs (the residual stream's own gradient). */
  readonly program?: Program;
}

const channelsOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

function lowerBackward(
  { inputs, outputs, attributes }: Application<RmsnormBackwardAttributes>,
  traits: DeviceTraits,
): Launch {
  const { groups, hasWeight, program = IDENTITY } = attributes;
  const [own, operands] = [inputs.slice(0, hasWeight ? 4 : 3), inputs.slice(hasWeight ? 4 : 3)];
  const size = sizeOf(inputs[0].shape);
  const extent = channelsOf(inputs[0]) / groups;
  const pieces = size / extent;
  const finish = finishWith(program, operands, outputs, own.length + 1, extent);
  const reduction = rowReductionCost(pieces, 1, traits);
  return {
    label: "rmsnorm_backward",
    source: expandPackedRowKernel(backward, finish.pack, traits, {
      constants: { HAS_WEIGHT: hasWeight },
      snippets: finish.snippets,
    }),
    params: { pieces, packs: extent / finish.pack, groups, ...finish.params },
    bindings: [...own.map(read), ...finish.bindings],
    workgroups: foldWorkgroups(pieces, rowsPerWorkgroup(traits)),
    counters: addCounters(finish.counters, {
      ...NO_COST,
      multiplies: (hasWeight ? 5 : 3) * size + 3 * pieces,
      adds: 2 * size + reduction.adds + packSumAdds(pieces, 1, finish.pack, traits),
      specials: pieces,
      bytesRead: 4 * own.reduce((sum, input) => sum + sizeOf(input.shape), 0),
      bytesTouched: 4 * ((hasWeight ? 6 : 4) * size + pieces),
      workgroupBytes: reduction.workgroupBytes,
      launches: 1,
    }),
  };
}

/** Inputs dy, x [..., C], rstd [rows, groups], weight [C]?, then the program's operands; output dx or the program's results. */
export const rmsnormBackward: Operator<RmsnormBackwardAttributes> = {
  name: "rmsnorm_backward",
  acceptsProgram: true,
  infer: ([dy], { program = IDENTITY }) => program.results.map(() => dy),
  reference([dy, x, rstd, ...others], { groups, hasWeight, program = IDENTITY }, [spec]) {
    const [weight, operands] = hasWeight ? [others[0], others.slice(1)] : [undefined, others];
    const dx = rmsnormBackwardReference(dy, x, rstd, weight, channelsOf(spec), groups);
    return programReference(program, [dx, ...operands], dx.length);
  },
  lower: (application, _scratch, traits) => [lowerBackward(application, traits)],
};

function lowerBackwardWeight(
  { inputs, outputs: [dweight], attributes: { groups } }: Application<{ readonly groups: number }>,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const size = sizeOf(inputs[0].shape);
  const channels = channelsOf(inputs[0]);
  const rows = size / channels;
  const extent = channels / groups;
  const { rowsPerTile, tiles } = rowTiles(rows, traits);
  const partials = tiles === 1 ? dweight : scratch[0];
  const pack = packOf(extent);
  const packs = channels / pack;
  const pass: Launch = {
    label: "rmsnorm_backward_weight",
    source: expand(backwardWeight, withPack(pack)),
    params: { rows, packs, groups, rows_per_tile: rowsPerTile, tiles },
    bindings: [...inputs.map(read), write(partials)],
    workgroups: foldWorkgroups(tiles * packs, 64),
    counters: {
      ...NO_COST,
      multiplies: 2 * size,
      adds: size,
      bytesRead: 4 * (2 * size + rows * groups),
      bytesWritten: 4 * tiles * channels,
      bytesTouched: 4 * (2 * size + rows * packs + tiles * channels),
      launches: 1,
    },
  };
  if (tiles === 1) return [pass];
  return [pass, columnSumLaunch([{ x: partials, y: dweight }], tiles, { rowsPerTile: tiles, tiles: 1 })];
}

/** Inputs dy, x [..., C], rstd [rows, groups]; output dweight [C]. */
export const rmsnormBackwardWeight: Operator<{ readonly groups: number }> = {
  name: "rmsnorm_backward_weight",
  infer: ([dy]) => [f32(channelsOf(dy))],
  reference([dy, x, rstd], { groups }, [spec]) {
    return [rmsnormBackwardWeightReference(dy, x, rstd, channelsOf(spec), groups)];
  },
  scratch([dy], _attributes, traits) {
    const channels = channelsOf(dy);
    const { tiles } = rowTiles(sizeOf(dy.shape) / channels, traits);
    return tiles === 1 ? [] : [f32(tiles, channels)];
  },
  trailingSums: () => 1,
  lower: lowerBackwardWeight,
};
