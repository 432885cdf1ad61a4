import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";
import { checkOrder, type ScanOrder } from "../_kernel/scan-order.ts";

/** Steps between stored states; what the backward pass recomputes in registers. */
export const CHUNK = 16;

const MAX_STATE = 128;

/** Extents of a scan of x [batch, length, channels] by steps dt [batch, length, heads] and bc [batch, length, 2 groups state]. */
export interface ScanShape {
  readonly batch: number;
  readonly length: number;
  readonly channels: number;
  /** Step sizes of a position; consecutive `channels / heads` channels share one. */
  readonly heads: number;
  /** Cells of memory per channel. */
  readonly state: number;
  /** Rows of B and C of a position; consecutive `channels / groups` channels share one. */
  readonly groups: number;
  /** One rate per head, and so one decay, instead of one for each channel and cell. */
  readonly isPerHead: boolean;
  readonly chunks: number;
}

function expectShape(operator: string, name: string, spec: TensorSpec, want: readonly number[]): void {
  if (spec.shape.join() === want.join()) return;
  throw new Failure(`${operator}: ${name} must be [${want.join(", ")}]; it is [${spec.shape.join(", ")}].`);
}

interface ScanExtents {
  readonly state: number;
  readonly heads: number;
  readonly groups: number;
  readonly isPerHead: boolean;
  readonly order: ScanOrder;
}

/** Checks x, dt and bc, and says what the kernels need to know. */
export function scanShape(
  operator: string,
  [x, dt, bc]: readonly TensorSpec[],
  { state, heads, groups, isPerHead, order }: ScanExtents,
): ScanShape {
  if (x.shape.length !== 3) {
    throw new Failure(`${operator} reads x [B, T, channels]; it was given [${x.shape.join(", ")}].`);
  }
  const [batch, length, channels] = x.shape;
  if (heads < 1 || channels % heads !== 0 || groups < 1 || heads % groups !== 0) {
    throw new Failure(
      `${operator}: ${channels} channels in ${heads} heads of ${groups} groups do not divide evenly; groups divide the heads, and heads the channels.`,
    );
  }
  if (!Number.isInteger(state) || state < 1 || state > MAX_STATE) {
    throw new Failure(`${operator}: ${state} cells per channel cannot be computed; use 1 to ${MAX_STATE}.`);
  }
  expectShape(operator, "dt", dt, [batch, length, heads]);
  expectShape(operator, "bc", bc, [batch, length, 2 * groups * state]);
  checkOrder(operator, length, order);
  return { batch, length, channels, heads, state, groups, isPerHead, chunks: Math.ceil(length / CHUNK) };
}

/** Shape of the states at the start of every chunk and, last, behind the last step. */
export const statesShape = ({ batch, chunks, channels, state }: ScanShape): readonly number[] => [
  batch,
  chunks + 1,
  channels,
  state,
];
