import { Failure } from "../../lib/failure.ts";
import { f32, type TensorSpec } from "../_kernel/operator.ts";
import { insidePairs, windowsOver, type Pair, type Window } from "../_kernel/window.ts";

export interface PoolAttributes {
  /** Height and width of a window. */
  readonly kernel: Pair;
  /** Positions from one window to the next. */
  readonly stride: Pair;
  /** Positions on either side that belong to windows without having a value. */
  readonly padding: Pair;
}

export interface PoolShape {
  readonly batch: number;
  readonly image: Pair;
  readonly windows: Pair;
  readonly window: Window;
  readonly channels: number;
}

/** Extents of a pool over x [B,H,W,C], given as [batch, image, channels]. */
export function poolShape(x: TensorSpec, { kernel, stride, padding }: PoolAttributes): PoolShape {
  if (x.shape.length !== 4) {
    throw new Failure(`pool2d reads images [B, H, W, C]; it was given [${x.shape.join(", ")}].`);
  }
  if (kernel.some((extent, axis) => 2 * padding[axis] > extent)) {
    throw new Failure(
      `pool2d: padding ${padding.join(", ")} makes windows of ${kernel.join(" x ")} that hold no value; pad by at most half a window.`,
    );
  }
  const [batch, height, width, channels] = x.shape;
  const image: Pair = [height, width];
  const window: Window = { kernel, stride, padding, dilation: [1, 1] };
  return { batch, image, windows: windowsOver("pool2d", image, window), window, channels };
}

export const pooledSpec = ({ batch, windows, channels }: PoolShape): TensorSpec => f32(batch, ...windows, channels);
export const pairsOf = ({ batch, image, windows, window, channels }: PoolShape): number =>
  batch * channels * insidePairs(image, windows, window);
