import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type Tape, type Tensor } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import { reduce } from "../reduce/kernel.ts";
import { memoryLookupBackwardScore, memoryLookupBackwardTable } from "./backward.ts";
import forward from "./forward.wgsl?raw";
import { hashCode } from "./hash.ts";
import { memoryLookupReference, type HashAttributes } from "./reference.ts";
import { lookupShape } from "./shape.ts";
import { sortCodes } from "./sort.ts";

export type { HashAttributes, MemoryScore } from "./reference.ts";

/**
 * y [..., tables width] = bias + sum_k score_k table[k, code_k]: inputs codes u32 and scores f32 [..., K], table
 * [tables K, rows, width] (all chunks of the first output, of the second, ...), bias [tables width]?.
 */
export const memoryLookup: Operator = {
  name: "memory_lookup",
  infer([codes, scores, table, ...bias]) {
    const { tables, width } = lookupShape(codes, table);
    if (sizeOf(scores.shape) !== sizeOf(codes.shape) || bias.some(({ shape }) => sizeOf(shape) !== tables * width)) {
      const given = [scores, ...bias].map(({ shape }) => `[${shape.join(", ")}]`).join(" and ");
      throw new Failure(
        `memory_lookup: scores are as many as codes [${codes.shape.join(", ")}] and a bias has ${tables * width} entries; they are ${given}.`,
      );
    }
    return [f32(...codes.shape.slice(0, -1), tables * width)];
  },
  reference: ([codes, scores, table, ...bias], _attributes, [codeSpec, , tableSpec]) => [
    memoryLookupReference(codes, scores, table, bias.at(0), lookupShape(codeSpec, tableSpec)),
  ],
  gradient(tape, { inputs }, [dy], wants) {
    const [codes, scores, table, ...bias] = inputs;
    if (dy === null) return inputs.map(() => null);
    const outputs = dy.shape[dy.shape.length - 1];
    const tableGradient = (): Tensor => {
      const [order, starts] = tape.apply(sortCodes, [codes], { rows: table.shape[1] });
      return tape.apply(memoryLookupBackwardTable, [dy, codes, scores, order, starts], { shape: table.shape })[0];
    };
    const biasGradient = (own: Tensor): Tensor => {
      const rows = tape.reshape(dy, [sizeOf(dy.shape) / outputs, outputs]);
      return tape.reshape(tape.apply(reduce, [rows], { kind: "sum", axes: [0], keepdims: false })[0], own.shape);
    };
    return [
      null,
      wants[1] ? tape.apply(memoryLookupBackwardScore, [dy, codes, table], {})[0] : null,
      wants[2] ? tableGradient() : null,
      ...bias.map((own) => (wants[3] ? biasGradient(own) : null)),
    ];
  },
  lower({ inputs, outputs: [y] }) {
    const [codes, , table, ...bias] = inputs;
    const { chunks, tables, rows, width } = lookupShape(codes, table);
    const size = sizeOf(y.shape);
    const pack = packOf(width);
    const hasBias = bias.length > 0;
    const products = size * chunks;
    return [
      {
        label: "memory_lookup",
        source: expand(forward, withPack(pack, { constants: { HAS_BIAS: hasBias } })),
        params: { size: size / pack, packs: width / pack, tables, chunks, rows },
        bindings: [...inputs.map(read), write(y)],
        workgroups: foldWorkgroups(size / pack, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * inputs.reduce((sum, input) => sum + sizeOf(input.shape), 0),
          bytesWritten: 4 * size,
          bytesTouched: 4 * (products + (2 * products) / pack + (hasBias ? 2 : 1) * size),
          launches: 1,
        },
      },
    ];
  },
};

/** Hashes x [..., K bits] and looks the rows up: one or several outputs from the same codes. */
export function applyMemoryLookup(
  tape: Tape,
  [x, table, ...bias]: readonly Tensor[],
  hash: HashAttributes,
): { readonly y: Tensor; readonly codes: Tensor } {
  const [codes, scores] = tape.apply(hashCode, [x], hash);
  const [y] = tape.apply(memoryLookup, [codes, scores, table, ...bias], {});
  return { y, codes };
}
