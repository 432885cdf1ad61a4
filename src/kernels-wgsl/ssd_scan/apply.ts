import type { Tape, Tensor } from "../_kernel/operator.ts";
import { broadcastTo } from "../broadcast_to/kernel.ts";
import { map } from "../elementwise/kernel.ts";
import { stepSizes, type Recurrence } from "../selective_scan/apply.ts";
import { ssdScan, type SsdScanAttributes } from "./kernel.ts";

/** Mamba-2's scan with its steps and skip. */
export interface SsdScanParts extends SsdScanAttributes {
  /** [B,T,H P] */
  readonly x: Tensor;
  /** [B,T,H], before bias and softplus. */
  readonly delta: Tensor;
  /** [B,T,2 G N]: B of every group, then C. */
  readonly bc: Tensor;
  /** A [H], negative. */
  readonly rates: Tensor;
  readonly deltaBias: Tensor | null;
  readonly isSoftplus: boolean;
  /** Range that the steps are clamped to. */
  readonly limits?: readonly [number, number] | null;
  /** D [H]: how much of x passes by the scan. */
  readonly skip: Tensor | null;
  /** The recurrence on x, dt, bc and the rates, to y and its states; absent: over the whole sequence. */
  readonly recurrence?: Recurrence;
}

/** y = scan(x, dt) + D x and the scan's states. */
export function applySsdScan(tape: Tape, parts: SsdScanParts): { readonly y: Tensor; readonly states: Tensor } {
  const { x, delta, bc, rates, deltaBias, isSoftplus, limits = null, skip, order, groups } = parts;
  const { recurrence = (inputs: readonly Tensor[]) => tape.apply(ssdScan, inputs, { order, groups }) } = parts;
  const dt = stepSizes(tape, delta, { bias: deltaBias, isSoftplus, limits });
  const [y, states] = recurrence([x, dt, bc, rates]);
  if (skip === null) return { y, states };
  const heads = rates.shape[0];
  const channels = x.shape[x.shape.length - 1];
  const shape = [heads, channels / heads];
  const [perChannel] = tape.apply(broadcastTo, [tape.reshape(skip, [heads, 1])], { shape });
  const passed = map(tape, "multiply", [x, tape.reshape(perChannel, [channels])]);
  return { y: map(tape, "add", [y, passed]), states };
}
