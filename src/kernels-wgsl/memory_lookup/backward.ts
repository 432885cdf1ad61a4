import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import {
  expandPackedRowKernel,
  lanesOf,
  packOf,
  packSumAdds,
  rowReductionCost,
  withPack,
} from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import scoreText from "./backward-score.wgsl?raw";
import tableText from "./backward-table.wgsl?raw";
import { memoryLookupBackwardScoreReference, memoryLookupBackwardTableReference } from "./reference.ts";
import { lookupShape } from "./shape.ts";

/** Inputs dy [..., tables width], codes [..., K], table [tables K, rows, width]; output dscores [..., K]. */
export const memoryLookupBackwardScore: Operator = {
  name: "memory_lookup_backward_score",
  infer: ([, codes]) => [{ shape: codes.shape, dtype: "f32" }],
  reference: ([dy, codes, table], _attributes, [, codeSpec, tableSpec]) => [
    memoryLookupBackwardScoreReference(dy, codes, table, lookupShape(codeSpec, tableSpec)),
  ],
  lower({ inputs, outputs: [dscores] }, _scratch, traits) {
    const [dy, codes, table] = inputs;
    const { chunks, tables, rows, width } = lookupShape(codes, table);
    const size = sizeOf(codes.shape);
    const pack = packOf(width);
    const reduction = rowReductionCost(size, 1, traits);
    const products = size * tables * width;
    return [
      {
        label: "memory_lookup_backward_score",
        source: expandPackedRowKernel(scoreText, pack, traits),
        params: { size, packs: width / pack, tables, chunks, rows },
        bindings: [...inputs.map(read), write(dscores)],
        workgroups: foldWorkgroups(size, rowsPerWorkgroup(traits)),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products + reduction.adds + packSumAdds(size, 1, pack, traits),
          bytesRead: 4 * (sizeOf(dy.shape) + size + sizeOf(table.shape)),
          bytesWritten: 4 * size,
          bytesTouched: 4 * (2 * products + size * (lanesOf(traits) + 1)),
          workgroupBytes: reduction.workgroupBytes,
          launches: 1,
        },
      },
    ];
  },
};

export interface BackwardTableAttributes {
  /** Of the table, [tables K, rows, width]. */
  readonly shape: readonly number[];
}

/** Inputs dy [..., tables width], codes and scores [..., K], order [K, M], starts [K, rows + 1]; output dtable. */
export const memoryLookupBackwardTable: Operator<BackwardTableAttributes> = {
  name: "memory_lookup_backward_table",
  infer: (_inputs, { shape }) => [{ shape, dtype: "f32" }],
  reference: ([dy, , scores, order, starts], { shape }, [, codes]) => [
    memoryLookupBackwardTableReference(dy, scores, order, starts, lookupShape(codes, { shape, dtype: "f32" })),
  ],
  lower({ inputs: [dy, codes, scores, order, starts], outputs: [dtable] }) {
    const { tokens, chunks, tables, rows, width } = lookupShape(codes, dtable);
    const size = sizeOf(dtable.shape);
    const pack = packOf(width);
    const products = tokens * chunks * tables * width;
    return [
      {
        label: "memory_lookup_backward_table",
        source: expand(tableText, withPack(pack)),
        params: { size: size / pack, packs: width / pack, tables, chunks, rows, tokens },
        bindings: [read(dy), read(scores), read(order), read(starts), write(dtable)],
        workgroups: foldWorkgroups(size / pack, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * [dy, scores, order, starts].reduce((sum, input) => sum + sizeOf(input.shape), 0),
          bytesWritten: 4 * size,
          bytesTouched: 4 * (size + products + (2 * products + 2 * size) / pack),
          launches: 1,
        },
      },
    ];
  },
};
