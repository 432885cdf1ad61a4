import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";
import { checkOrder, type ScanOrder } from "../_kernel/scan-order.ts";
import type { ConvShape } from "./reference.ts";

export interface ConvAttributes {
  readonly activation: "identity" | "silu";
  readonly order: ScanOrder;
}

/** Longest filter: its window stays in registers. */
const MAX_TAPS = 16;

export function convShape(
  x: TensorSpec,
  weight: TensorSpec,
  bias: TensorSpec | undefined,
  order: ScanOrder,
): ConvShape {
  if (x.shape.length !== 3 || weight.shape.length !== 2 || weight.shape[0] !== x.shape[2]) {
    throw new Failure(
      `conv1d_dw_causal reads x [B, T, C] and a weight [C, taps]; it was given [${x.shape.join(", ")}] and [${weight.shape.join(", ")}].`,
    );
  }
  const [batch, length, channels] = x.shape;
  const taps = weight.shape[1];
  if (taps < 1 || taps > MAX_TAPS) {
    throw new Failure(`conv1d_dw_causal: a filter of ${taps} taps cannot be computed; use 1 to ${MAX_TAPS}.`);
  }
  if (bias !== undefined && bias.shape.join() !== String(channels)) {
    throw new Failure(`conv1d_dw_causal: the bias [${bias.shape.join(", ")}] must be [${channels}].`);
  }
  checkOrder("conv1d_dw_causal", length, order);
  return { batch, length, channels, taps };
}
