import { NO_COST, type Counters } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, write, type DeviceTraits, type Launch, type Tensor } from "../_kernel/operator.ts";
import { expandRowKernel, rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import gatherText from "./gather.wgsl?raw";
import type { MatrixBatch } from "./matrices.ts";
import momentumText from "./momentum.wgsl?raw";
import normText from "./norm.wgsl?raw";
import { NORM_EPSILON, type MuonSettings } from "./reference.ts";
import stepText from "./step.wgsl?raw";

/** The operator's inputs by name. */
export interface MuonTensors {
  readonly parameters: Tensor;
  readonly gradients: Tensor;
  readonly momenta: Tensor;
  readonly groupOfBlock: Tensor;
  readonly groups: Tensor;
  readonly clip: Tensor;
  readonly offsets: Tensor;
}

/** The step's direction as a mixture of momentum and fresh gradient. */
const direction = ({ momentum, nesterov }: MuonSettings): { readonly carried: number; readonly fresh: number } =>
  nesterov ? { carried: momentum, fresh: 1 - momentum } : { carried: 1, fresh: 0 };

const sizeOfBatch = ({ rows, columns, offsets }: MatrixBatch): number => offsets.length * rows * columns;

function cost(operations: Partial<Counters>, wordsRead: number, wordsWritten: number): Counters {
  const bytes = {
    bytesRead: 4 * wordsRead,
    bytesWritten: 4 * wordsWritten,
    bytesTouched: 4 * (wordsRead + wordsWritten),
  };
  return { ...NO_COST, ...operations, ...bytes, launches: 1 };
}

export function momentumLaunch(
  tensors: MuonTensors,
  batch: MatrixBatch,
  squares: Tensor,
  settings: MuonSettings,
  traits: DeviceTraits,
): Launch {
  const { gradients, momenta, clip, offsets } = tensors;
  const { rows, columns, first } = batch;
  const size = sizeOfBatch(batch);
  const count = batch.offsets.length;
  return {
    label: "muon_momentum",
    source: expandRowKernel(momentumText, traits),
    params: { count, first, rows, columns, mu: settings.momentum, rest: 1 - settings.momentum, ...direction(settings) },
    bindings: [read(gradients), write(momenta), read(clip), read(offsets), write(squares)],
    workgroups: foldWorkgroups(count * rows, rowsPerWorkgroup(traits)),
    counters: cost({ multiplies: 6 * size, adds: 3 * size }, 2 * size + count, size + count * rows),
  };
}

export function normLaunch(batch: MatrixBatch, squares: Tensor, scales: Tensor, traits: DeviceTraits): Launch {
  const count = batch.offsets.length;
  return {
    label: "muon_norm",
    source: expandRowKernel(normText, traits),
    params: { count, rows: batch.rows, epsilon: NORM_EPSILON },
    bindings: [read(squares), write(scales)],
    workgroups: foldWorkgroups(count, rowsPerWorkgroup(traits)),
    counters: cost({ adds: count * (batch.rows + 1), specials: 2 * count }, count * batch.rows, count),
  };
}

export function gatherLaunch(
  tensors: MuonTensors,
  batch: MatrixBatch,
  scales: Tensor,
  x: Tensor,
  settings: MuonSettings,
): Launch {
  const { gradients, momenta, clip, offsets } = tensors;
  const { rows, columns, first } = batch;
  const size = sizeOfBatch(batch);
  return {
    label: "muon_gather",
    source: expand(gatherText),
    params: { size, first, rows, columns, ...direction(settings) },
    bindings: [read(gradients), read(momenta), read(clip), read(offsets), read(scales), write(x)],
    workgroups: foldWorkgroups(size, 64),
    counters: cost({ multiplies: 4 * size, adds: size }, 2 * size + 2 * batch.offsets.length, size),
  };
}

export function stepLaunch(tensors: MuonTensors, batch: MatrixBatch, x: Tensor): Launch {
  const { parameters, offsets, groupOfBlock, groups } = tensors;
  const { rows, columns, first, aspect } = batch;
  const size = sizeOfBatch(batch);
  return {
    label: "muon",
    source: expand(stepText, { snippets: { STEP: STEP_WGSL } }),
    params: { size, first, rows, columns, factor: Math.sqrt(Math.max(1, aspect)) },
    bindings: [write(parameters), read(x), read(offsets), read(groupOfBlock), read(groups)],
    usesStep: true,
    workgroups: foldWorkgroups(size, 64),
    counters: cost({ multiplies: 5 * size, adds: 2 * size }, 2 * size + batch.offsets.length, size),
  };
}
