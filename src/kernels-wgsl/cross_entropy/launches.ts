import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { read, write, type DeviceTraits, type Launch, type Tensor } from "../_kernel/operator.ts";
import { expandPackedRowKernel, lanesOf, packOf, packSumAdds, rowReductionCost } from "../_kernel/packed-row.ts";
import { expandRowKernel, rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import mean from "./mean.wgsl?raw";
import type { CrossEntropyAttributes } from "./reference.ts";

/** Some rows of logits [rows, classes]; targets, losses and log-sum-exps are whole, from `firstRow` on. */
export interface LogitRows {
  readonly logits: Tensor;
  readonly targets: Tensor;
  readonly lse: Tensor;
  readonly firstRow: number;
}

function rowParams({ logits, firstRow }: LogitRows, attributes: CrossEntropyAttributes): Record<string, number> {
  const [rows, classes] = logits.shape;
  return {
    rows,
    packs: classes / packOf(classes),
    first_row: firstRow,
    ignore_index: attributes.ignoreIndex,
    smoothing: attributes.labelSmoothing,
  };
}

/** Losses and log-sum-exps of the rows. */
export function tokenLossLaunch(
  part: LogitRows & { readonly tokenLoss: Tensor },
  attributes: CrossEntropyAttributes,
  traits: DeviceTraits,
): Launch {
  const [rows, classes] = part.logits.shape;
  const size = rows * classes;
  const pack = packOf(classes);
  const rescalings = rows * (classes / pack + lanesOf(traits));
  const isSmoothed = attributes.labelSmoothing > 0;
  const reduction = rowReductionCost(rows, 3, traits);
  return {
    label: "cross_entropy",
    source: expandPackedRowKernel(forward, pack, traits),
    params: rowParams(part, attributes),
    bindings: [read(part.logits), read(part.targets), write(part.tokenLoss), write(part.lse)],
    workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
    counters: {
      ...NO_COST,
      multiplies: rescalings + (isSmoothed ? 2 : 1) * rows,
      adds: 4 * size + rescalings + (isSmoothed ? 5 : 3) * rows + reduction.adds + packSumAdds(rows, 1, pack, traits),
      specials: size + rescalings + 2 * rows,
      bytesRead: 4 * (size + rows),
      bytesWritten: 8 * rows,
      bytesTouched: 4 * (size + 4 * rows),
      workgroupBytes: reduction.workgroupBytes,
      launches: 1,
    },
  };
}

/** Runs of 64 rows that the lanes of the mean's workgroup add up first. */
function runsOf(rows: number, traits: DeviceTraits): number {
  const lanes = lanesOf(traits);
  let runs = 0;
  for (let lane = 0; lane < lanes; lane++) runs += Math.ceil(Math.max(0, rows - lane) / (64 * lanes));
  return runs;
}

/** Mean of all token losses and the weight of one. */
export function meanLossLaunch(
  tensors: { readonly tokenLoss: Tensor; readonly targets: Tensor; readonly loss: Tensor; readonly scale: Tensor },
  classes: number,
  { ignoreIndex }: CrossEntropyAttributes,
  traits: DeviceTraits,
): Launch {
  const [rows] = tensors.targets.shape;
  const reduction = rowReductionCost(1, 2, traits);
  return {
    label: "cross_entropy_mean",
    source: expandRowKernel(mean, traits),
    params: { rows, classes, ignore_index: ignoreIndex },
    bindings: [read(tensors.tokenLoss), read(tensors.targets), write(tensors.loss), write(tensors.scale)],
    workgroups: [1, 1, 1],
    counters: {
      ...NO_COST,
      multiplies: 1,
      adds: 2 * rows + runsOf(rows, traits) + reduction.adds,
      specials: 1,
      bytesRead: 8 * rows,
      bytesWritten: 8,
      bytesTouched: 8 * rows + 8,
      workgroupBytes: reduction.workgroupBytes,
      launches: 1,
    },
  };
}

/** Gradient of the mean loss by the rows' logits. */
export function logitsGradientLaunch(
  part: LogitRows & { readonly dloss: Tensor; readonly scale: Tensor; readonly dlogits: Tensor },
  attributes: CrossEntropyAttributes,
  traits: DeviceTraits,
): Launch {
  const [rows, classes] = part.logits.shape;
  const size = rows * classes;
  return {
    label: "cross_entropy_backward",
    source: expandPackedRowKernel(backward, packOf(classes), traits),
    params: rowParams(part, attributes),
    bindings: [...[part.dloss, part.scale, part.logits, part.targets, part.lse].map(read), write(part.dlogits)],
    workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
    counters: {
      ...NO_COST,
      multiplies: size + rows,
      adds: 3 * size + rows,
      specials: size + rows,
      bytesRead: 4 * (size + 2 * rows + 2),
      bytesWritten: 4 * size,
      bytesTouched: 4 * (2 * size + 4 * rows * lanesOf(traits)),
      launches: 1,
    },
  };
}
