import { Failure } from "../../lib/failure.ts";
import type { Program } from "../elementwise/program.ts";
import { sizeOf, type Shape } from "../_kernel/operator.ts";

export interface MatmulLayout {
  /** a is stored [..., K, M]. */
  readonly transposeA: boolean;
  /** b is stored [..., N, K]. */
  readonly transposeB: boolean;
}

export interface MatmulAttributes extends MatmulLayout {
  /** Finishes each element: operand 0 is the sum, the others are the inputs behind a and b. Absent: the sum itself. */
  readonly program?: Program;
  /**
   * A last output [M] holds the sums of op(a) over k: beside the gradient of a weight that of the bias. Needs an a stored
   * [K, M] and a single product.
   */
  readonly rowSums?: boolean;
}

/** One run of neighbouring leading axes along which both operands advance alike; a stride of 0 repeats the operand. */
export interface BatchAxis {
  readonly extent: number;
  /** Elements from one entry to the next. */
  readonly aStride: number;
  readonly bStride: number;
}

/** A product as kernels see it: `batches` matrices [M,K] x [K,N]. */
export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batches: number;
  /** Slowest first. */
  readonly batchAxes: readonly BatchAxis[];
  /** Where the operand's matrix of a batch starts, in elements. */
  readonly aOffset: (batch: number) => number;
  readonly bOffset: (batch: number) => number;
}

/** Extents of a product. Where b is one matrix, the leading axes of an untransposed a are rows of a single product. */
export function gemmShape(a: Shape, b: Shape, { transposeA, transposeB }: MatmulLayout): GemmShape {
  if (a.length < 2 || b.length < 2) {
    throw new Failure(`matmul multiplies matrices, but it was given ${text(a)} and ${text(b)}: reshape vectors first.`);
  }
  const [aRows, aColumns] = a.slice(-2);
  const [bRows, bColumns] = b.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [kOfB, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (k !== kOfB) {
    throw new Failure(
      `matmul sums over ${k} columns of a ${text(a)} but over ${kOfB} rows of b ${text(b)} (transposes: ${String(transposeA)}, ${String(transposeB)}); they must be equal.`,
    );
  }
  const axes = batchAxes(a, b);
  const isOneProduct = !transposeA && axes.every((axis) => axis.bStride === 0);
  const batches = isOneProduct ? 1 : axes.reduce((product, axis) => product * axis.extent, 1);
  const kept = isOneProduct ? [] : axes;
  return {
    m: isOneProduct ? m * axes.reduce((product, axis) => product * axis.extent, 1) : m,
    n,
    k,
    batches,
    batchAxes: kept,
    aOffset: (batch) => offsetOf(batch, kept, (axis) => axis.aStride),
    bOffset: (batch) => offsetOf(batch, kept, (axis) => axis.bStride),
  };
}

/** Leading axes of the product, broadcast as in numpy. */
export function batchShape(a: Shape, b: Shape): Shape {
  const [left, right] = [a.slice(0, -2), b.slice(0, -2)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const [p, q] = [extentFromEnd(left, i, right.length), extentFromEnd(right, i, left.length)];
    if (p !== q && p !== 1 && q !== 1) {
      throw new Failure(`matmul cannot broadcast the leading axes of ${text(a)} and ${text(b)}: ${p} against ${q}.`);
    }
    return p === 1 ? q : p;
  });
}

/** Extent of the i-th axis when `axes` is aligned at its end with `other` axes; missing axes count as 1. */
function extentFromEnd(axes: Shape, i: number, other: number): number {
  const missing = Math.max(0, other - axes.length);
  return i < missing ? 1 : axes[i - missing];
}

function batchAxes(a: Shape, b: Shape): readonly BatchAxis[] {
  const extents = batchShape(a, b);
  const [left, right] = [a.slice(0, -2), b.slice(0, -2)];
  let [aStride, bStride] = [sizeOf(a.slice(-2)), sizeOf(b.slice(-2))];
  const merged: BatchAxis[] = [];
  for (let i = extents.length - 1; i >= 0; i--) {
    const [p, q] = [extentFromEnd(left, i, right.length), extentFromEnd(right, i, left.length)];
    const axis = { extent: extents[i], aStride: p === 1 ? 0 : aStride, bStride: q === 1 ? 0 : bStride };
    [aStride, bStride] = [aStride * p, bStride * q];
    if (axis.extent === 1) continue;
    if (merged.length > 0 && continues(axis, merged[0])) {
      merged[0] = { ...merged[0], extent: merged[0].extent * axis.extent };
    } else {
      merged.unshift(axis);
    }
  }
  return merged;
}

/** The slower axis only repeats the walk of the faster one, so both are one axis. */
function continues(slower: BatchAxis, faster: BatchAxis): boolean {
  return slower.aStride === faster.aStride * faster.extent && slower.bStride === faster.bStride * faster.extent;
}

function offsetOf(batch: number, axes: readonly BatchAxis[], stride: (axis: BatchAxis) => number): number {
  let offset = 0;
  let rest = batch;
  for (let i = axes.length - 1; i >= 0; i--) {
    offset += (rest % axes[i].extent) * stride(axes[i]);
    rest = Math.floor(rest / axes[i].extent);
  }
  return offset;
}

const text = (shape: Shape): string => `[${shape.join(", ")}]`;
