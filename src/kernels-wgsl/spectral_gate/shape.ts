import { Failure } from "../../lib/failure.ts";
import { f32, type TensorSpec } from "../_kernel/operator.ts";
import type { GateShape } from "./reference.ts";

/** Extents of x [B,H,W,C] and weight [H, floor(W/2)+1, 2, C]. */
export function gateShape(x: TensorSpec, weight: TensorSpec): GateShape {
  const [batch, height, width, channels] = x.shape;
  const columns = Math.floor(width / 2) + 1;
  const wanted = [height, columns, 2, channels];
  const fits = x.shape.length === 4 && weight.shape.length === 4;
  if (!fits || wanted.some((extent, axis) => extent !== weight.shape[axis])) {
    throw new Failure(
      `spectral_gate reads x [B, H, W, C] and a filter [H, floor(W/2) + 1, 2, C]; it was given [${x.shape.join(", ")}] and [${weight.shape.join(", ")}].`,
    );
  }
  return { batch, height, width, channels, columns };
}

export const spectrumSpec = ({ batch, height, columns, channels }: GateShape): TensorSpec =>
  f32(batch, height, columns, 2, channels);
