import type { Tape, Tensor } from "../_kernel/operator.ts";
import { f32 } from "../_kernel/operator.ts";
import { map } from "../elementwise/kernel.ts";
import { matmul } from "../matmul/kernel.ts";
import { reduce } from "./kernel.ts";

/** Mean over the positions that a mask [B,T] of ones and zeros keeps: x [B,T,C] to [B,C]; zero where it keeps none. */
export function maskedMean(tape: Tape, x: Tensor, mask: Tensor): Tensor {
  const [batch, positions, channels] = x.shape;
  const [kept] = tape.apply(reduce, [mask], { kind: "sum", axes: [1], keepdims: true });
  const one = tape.constant("one", f32(1), () => Float64Array.of(1));
  const weights = map(tape, "divide", [mask, map(tape, "maximum", [kept, one])]);
  const product = { transposeA: false, transposeB: false };
  const [mean] = tape.apply(matmul, [tape.reshape(weights, [batch, 1, positions]), x], product);
  return tape.reshape(mean, [batch, channels]);
}
