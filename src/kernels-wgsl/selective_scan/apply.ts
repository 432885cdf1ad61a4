import type { Tape, Tensor } from "../_kernel/operator.ts";
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
  /** D [E]: how much of u passes by the scan. */
  readonly skip: Tensor | null;
  /** z [B,T,E]: the output is multiplied by its SiLU. */
  readonly gate: Tensor | null;
  readonly order: ScanOrder;
}

/** y = (scan(u, dt) + D u) silu(z) and the scan's states; what surrounds the scan is left to fusion. */
export function applySelectiveScan(
  tape: Tape,
  { u, delta, bc, rates, deltaBias, isSoftplus, skip, gate, order }: SelectiveScanParts,
): { readonly y: Tensor; readonly states: Tensor } {
  const dt = stepSizes(tape, delta, deltaBias, isSoftplus);
  const [scanned, states] = tape.apply(selectiveScan, [u, dt, bc, rates], { order });
  const passed = skip === null ? scanned : map(tape, "add", [scanned, map(tape, "multiply", [u, skip])]);
  return { y: gate === null ? passed : map(tape, "swiglu", [gate, passed]), states };
}

/** dt = softplus(delta + bias), either of them optional. */
export function stepSizes(tape: Tape, delta: Tensor, bias: Tensor | null, isSoftplus: boolean): Tensor {
  const raw = bias === null ? delta : map(tape, "add", [delta, bias]);
  return isSoftplus ? map(tape, "softplus", [raw]) : raw;
}
