import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";
import type { GridConvShape } from "./reference.ts";

export function gridConvShape(x: TensorSpec, weight: TensorSpec): GridConvShape {
  const [batch, height, width, channels] = x.shape;
  const [own, kernelHeight, kernelWidth] = weight.shape;
  const isOdd = kernelHeight % 2 === 1 && kernelWidth % 2 === 1;
  if (x.shape.length !== 4 || weight.shape.length !== 3 || own !== channels || !isOdd) {
    throw new Failure(
      `conv2d_dw reads x [B, H, W, C] and a weight [C, kh, kw] with odd sides; it was given [${x.shape.join(", ")}] and [${weight.shape.join(", ")}].`,
    );
  }
  return { batch, height, width, channels, kernelHeight, kernelWidth };
}

/** Pairs of a position and a tap inside the grid, in one image and channel. */
export function insideTaps({ height, width, kernelHeight, kernelWidth }: GridConvShape): number {
  const along = (extent: number, taps: number): number => {
    let pairs = 0;
    for (let tap = 0; tap < taps; tap++) pairs += Math.max(0, extent - Math.abs(tap - (taps - 1) / 2));
    return pairs;
  };
  return along(height, kernelHeight) * along(width, kernelWidth);
}
