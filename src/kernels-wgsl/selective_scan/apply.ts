import { f32, type Tape, type Tensor } from "../_kernel/operator.ts";
import type { ScanOrder } from "../_kernel/scan-order.ts";
import { map } from "../elementwise/kernel.ts";
import { selectiveScan } from "./kernel.ts";

/** Mamba's scan with everything around it: what the paper calls S6. */
export interface SelectiveScanParts {
  /** [B,T,E] */
  readonly u: Tensor;
  /** [B,T,E], before bias and softplus. */
  readonly delta: Tensor;
  /** [B,T,2N]: B, then C. */
  readonly bc: Tensor;
  /** A [E,N], negative. */
  readonly rates: Tensor;
  readonly deltaBias: Tensor | null;
  readonly isSoftplus: boolean;
  /** Range that the steps are clamped to. */
  readonly limits?: readonly [number, number] | null;
  /** D [E]: how much of u passes by the scan. */
  readonly skip: Tensor | null;
  /** z [B,T,E]: the output is multiplied by its SiLU. */
  readonly gate: Tensor | null;
  readonly order: ScanOrder;
  /** The recurrence on x, dt, bc and the rates, to y and its states; absent: over the whole sequence. */
  readonly recurrence?: Recurrence;
}

/** From x, dt, bc and the rates to y and, where they are kept, the states. */
export type Recurrence = (inputs: readonly Tensor[]) => readonly Tensor[];

/** y = (scan(u, dt) + D u) silu(z) and the scan's states; what surrounds the scan is left to fusion. */
export function applySelectiveScan(
  tape: Tape,
  parts: SelectiveScanParts,
): { readonly y: Tensor; readonly states: Tensor } {
  const { u, delta, bc, rates, deltaBias, isSoftplus, limits = null, skip, gate, order } = parts;
  const { recurrence = (inputs: readonly Tensor[]) => tape.apply(selectiveScan, inputs, { order }) } = parts;
  const dt = stepSizes(tape, delta, { bias: deltaBias, isSoftplus, limits });
  const [scanned, states] = recurrence([u, dt, bc, rates]);
  const passed = skip === null ? scanned : map(tape, "add", [scanned, map(tape, "multiply", [u, skip])]);
  return { y: gate === null ? passed : map(tape, "swiglu", [gate, passed]), states };
}

/** dt = softplus(delta + bias), clamped, each of these optional. */
export function stepSizes(
  tape: Tape,
  delta: Tensor,
  settings: {
    readonly bias: Tensor | null;
    readonly isSoftplus: boolean;
    readonly limits: readonly [number, number] | null;
  },
): Tensor {
  const { bias, isSoftplus, limits } = settings;
  const raw = bias === null ? delta : map(tape, "add", [delta, bias]);
  const dt = isSoftplus ? map(tape, "softplus", [raw]) : raw;
  if (limits === null) return dt;
  const [least, most] = limits.map((limit) => tape.constant(`limit ${limit}`, f32(1), () => Float64Array.of(limit)));
  return map(tape, "minimum", [map(tape, "maximum", [dt, least]), most]);
}
