import type { Tape, Tensor } from "../_kernel/operator.ts";
import { matmul } from "../matmul/kernel.ts";
import { deformableSample } from "./kernel.ts";
import type { DeformableAttributes } from "./shape.ts";

/**
 * Modulated deformable convolution of x [B,H,W,C] by weight [O, taps C] to [B,H,W,O], stride 1: offsets [B,H,W,3 taps] say where each tap
 * reads (all downs, all rights) and, as logits, how much it counts.
 */
export function applyDeformableConv(
  tape: Tape,
  [x, offsets, weight]: readonly [x: Tensor, offsets: Tensor, weight: Tensor],
  attributes: DeformableAttributes,
): Tensor {
  const [columns] = tape.apply(deformableSample, [x, offsets], attributes);
  const [batch, height, width, taps, channels] = columns.shape;
  const rows = tape.reshape(columns, [batch * height * width, taps * channels]);
  const [y] = tape.apply(matmul, [rows, weight], { transposeA: false, transposeB: true });
  return tape.reshape(y, [batch, height, width, weight.shape[0]]);
}
