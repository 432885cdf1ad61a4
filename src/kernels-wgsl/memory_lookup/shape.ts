import { Failure } from "../../lib/failure.ts";
import { sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import type { LookupShape } from "./reference.ts";

/** Checks codes [..., K] against a table [tables K, rows, width]. */
export function lookupShape(codes: TensorSpec, table: TensorSpec): LookupShape {
  const chunks = codes.shape[codes.shape.length - 1];
  const [owners, rows, width] = table.shape;
  if (codes.dtype !== "u32" || table.shape.length !== 3 || owners % chunks !== 0) {
    throw new Failure(
      `memory_lookup: ${codes.dtype} codes [${codes.shape.join(", ")}] need a table [n ${chunks}, rows, width] of whole outputs; it is [${table.shape.join(", ")}].`,
    );
  }
  return { tokens: sizeOf(codes.shape) / chunks, chunks, tables: owners / chunks, rows, width };
}
