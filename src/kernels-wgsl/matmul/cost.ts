import { addCounters, NO_COST, type Counters } from "../../lib/counters.ts";
import type { GemmShape } from "./gemm-shape.ts";
import type { Variant } from "./variant.ts";

/** Cost of the sums, without their epilogue: a multiplication and an addition per term. */
export function sumCounters(shape: GemmShape, variant: Variant, aSize: number, bSize: number): Counters {
  const { m, n, k, batches } = shape;
  const terms = batches * m * n * k;
  const traffic = variant.form === "shared" ? sharedTraffic(shape, variant) : registerTraffic(shape, variant);
  return addCounters(
    { ...NO_COST, multiplies: terms, adds: terms, bytesRead: 4 * (aSize + bSize), launches: 1 },
    traffic,
  );
}

/** Every thread whose quad (or which itself) has a row loads, per term, its rows and its columns. */
function registerTraffic({ m, n, k, batches }: GemmShape, variant: Variant): Counters {
  const { blocks, rows, columns, waves, workgroupRows, workgroupColumns } = variant;
  const threadsAcross = 4 * Math.ceil(n / workgroupColumns);
  // The scalar kernel does not skip threads that lie wholly below the last row.
  const threadsDown =
    variant.form === "strided" ? waves * Math.ceil(m / workgroupRows) : Math.ceil(m / (blocks * rows));
  return { ...NO_COST, bytesTouched: 4 * batches * threadsAcross * threadsDown * k * (rows + columns) };
}

/** Each workgroup stages its rows and columns once; its threads then read both back from workgroup memory. */
function sharedTraffic({ m, n, k, batches }: GemmShape, variant: Variant): Counters {
  const { rows, columns, threads, workgroupRows, workgroupColumns, splitLength } = variant;
  const tilesDown = Math.ceil(m / workgroupRows);
  const tilesAcross = Math.ceil(n / workgroupColumns);
  const wholeSplits = Math.floor(k / splitLength);
  const staged = wholeSplits * splitLength + Math.ceil((k - wholeSplits * splitLength) / 16) * 16;
  const perTerm = workgroupRows + workgroupColumns + threads * (rows + columns);
  return {
    ...NO_COST,
    bytesTouched: 4 * batches * k * (m * tilesAcross + n * tilesDown),
    workgroupBytes: 4 * batches * tilesDown * tilesAcross * staged * perTerm,
  };
}

/** Cost of adding partial products, without the epilogue. */
export function combineCounters(size: number, splits: number): Counters {
  const bytes = 4 * size * splits;
  return { ...NO_COST, adds: size * (splits - 1), bytesRead: bytes, bytesTouched: bytes, launches: 1 };
}

/** Cost of summing the rows of op(a) beside the product: the threads of one column of tiles have them at hand. */
export function rowSumCounters({ m, k }: GemmShape, { form, splits }: Variant): Counters {
  const bytes = 4 * m * splits;
  const workgroupBytes = form === "shared" ? 4 * m * k : 0;
  return { ...NO_COST, adds: m * k, bytesWritten: bytes, bytesTouched: bytes, workgroupBytes };
}
