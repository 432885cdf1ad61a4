import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, write, type DeviceTraits, type Launch, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import type { Program } from "../elementwise/program.ts";
import { matmul } from "../matmul/kernel.ts";
import copyRows from "./copy-rows.wgsl?raw";

/** Adds operand 1, which repeats along rows: a bias. */
export const ADD_ROW: Program = {
  operands: ["full", "tail"],
  instructions: [{ row: "add", arguments: [0, 1] }],
  results: [2],
};

/** Adds operand 1 of the result's shape: the sum so far. */
export const ADD_SUM: Program = { ...ADD_ROW, operands: ["full", "full"] };

/** Hands out temporary tensors by name, the same one again for the same name. */
export type TakeScratch = (name: string, spec: TensorSpec) => Tensor;

/** Runs a lowering that takes scratch tensors by name, only to list them. */
export function listScratch(lower: (take: TakeScratch) => unknown): readonly TensorSpec[] {
  const specs = new Map<string, TensorSpec>();
  lower((name, spec) => {
    if (!specs.has(name)) specs.set(name, spec);
    return { id: -1, ...spec };
  });
  return [...specs.values()];
}

/** Gives a lowering the tensors that `listScratch` listed, in the same order. */
export function takeFrom(scratch: readonly Tensor[]): TakeScratch {
  const taken = new Map<string, Tensor>();
  return (name, spec) => {
    const tensor = taken.get(name) ?? scratch[taken.size];
    taken.set(name, tensor);
    return { ...tensor, ...spec };
  };
}

/** The matmul operator's launches for one product inside another operator. */
export function productLaunches(
  inputs: readonly Tensor[],
  output: Tensor,
  layout: { readonly transposeA: boolean; readonly transposeB: boolean; readonly program?: Program },
  take: TakeScratch,
  traits: DeviceTraits,
): readonly Launch[] {
  const specs = matmul.scratch?.(inputs, layout, traits) ?? [];
  const scratch = specs.map((spec) => take(`product of ${spec.shape.join(" ")}`, spec));
  return matmul.lower({ inputs, outputs: [output], attributes: layout }, scratch, traits);
}

/** Copies `rows` rows of one matrix, from row `from`, to another's row `to`. */
export function copyRowsLaunch(source: Tensor, from: number, target: Tensor, to: number, rows: number): Launch {
  const columns = source.shape[1];
  const pack = packOf(columns);
  const packs = columns / pack;
  const bytes = 4 * rows * columns;
  return {
    label: "head_cross_entropy_copy",
    source: expand(copyRows, withPack(pack)),
    params: { size: rows * packs, from_index: from * packs, to_index: to * packs },
    bindings: [read(source), write(target)],
    workgroups: foldWorkgroups(rows * packs, 64),
    counters: { ...NO_COST, bytesRead: bytes, bytesWritten: bytes, bytesTouched: 2 * bytes, launches: 1 },
  };
}
