import { NO_COST, type Counters } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, write, type DeviceTraits, type Launch, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { expandRowKernel, rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import columns from "./columns.wgsl?raw";
import { passOutputSize, type ReducePass } from "./passes.ts";
import rows from "./rows.wgsl?raw";

/** Workgroup memory of one workgroup-wide reduction: 64 stores, 63 steps of two loads and a store, 64 loads of the result. */
const LANE_TREE_BYTES = 4 * (64 + 63 * 3 + 64);

/** Partial results between the passes, one tensor for each pass but the last. */
export const passScratch = (passes: readonly ReducePass[]): readonly TensorSpec[] =>
  passes.slice(0, -1).map((pass) => f32(passOutputSize(pass)));

/** The launches of some passes from x through `scratch` to y; the last one multiplies by `scale`. */
export function reduceLaunches(
  passes: readonly ReducePass[],
  tensors: { readonly x: Tensor; readonly y: Tensor; readonly scratch: readonly Tensor[] },
  settings: { readonly isMax: boolean; readonly scale: number },
  traits: DeviceTraits,
): readonly Launch[] {
  const chain = [tensors.x, ...tensors.scratch.slice(0, passes.length - 1), tensors.y];
  return passes.map((pass, i) => {
    const scale = i === passes.length - 1 ? settings.scale : 1;
    const launch = pass.inner === 1 ? rowLaunch : columnLaunch;
    return launch(pass, chain[i], chain[i + 1], { isMax: settings.isMax, scale }, traits);
  });
}

type PassLaunch = (
  pass: ReducePass,
  x: Tensor,
  y: Tensor,
  settings: { readonly isMax: boolean; readonly scale: number },
  traits: DeviceTraits,
) => Launch;

const rowLaunch: PassLaunch = (pass, x, y, { isMax, scale }, traits) => {
  const { outer, extent, chunk, parts } = pass;
  const isVector = extent % 4 === 0 && chunk % 4 === 0;
  const lanes = isVector ? 4 : 1;
  const count = outer * parts;
  return {
    label: "reduce_rows",
    source: expandRowKernel(rows, traits, { constants: { IS_VECTOR: isVector, IS_MAX: isMax } }),
    params: { rows: count, parts, extent: extent / lanes, chunk: chunk / lanes, scale },
    bindings: [read(x), write(y)],
    workgroups: foldWorkgroups(count, rowsPerWorkgroup(traits)),
    counters: {
      ...passCost(pass, scale),
      workgroupBytes: traits.isSoftware ? 0 : count * LANE_TREE_BYTES,
    },
  };
};

const columnLaunch: PassLaunch = (pass, x, y, { isMax, scale }) => {
  const { outer, extent, inner, chunk, parts } = pass;
  const isVector = inner % 4 === 0;
  const size = (outer * parts * inner) / (isVector ? 4 : 1);
  return {
    label: "reduce_columns",
    source: expand(columns, { constants: { IS_VECTOR: isVector, IS_MAX: isMax } }),
    params: { size, parts, extent, inner: inner / (isVector ? 4 : 1), chunk, scale },
    bindings: [read(x), write(y)],
    workgroups: foldWorkgroups(size, 64),
    counters: passCost(pass, scale),
  };
};

/** A part of n entries takes n - 1 additions or comparisons. */
function passCost(pass: ReducePass, scale: number): Counters {
  const inputs = pass.outer * pass.extent * pass.inner;
  const outputs = passOutputSize(pass);
  return {
    ...NO_COST,
    multiplies: scale === 1 ? 0 : outputs,
    adds: inputs - outputs,
    bytesRead: 4 * inputs,
    bytesWritten: 4 * outputs,
    bytesTouched: 4 * (inputs + outputs),
    launches: 1,
  };
}
