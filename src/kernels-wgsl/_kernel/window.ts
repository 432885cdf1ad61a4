import { Failure } from "../../lib/failure.ts";

export type Pair = readonly [height: number, width: number];

/** How a window walks over an image, each along the height and along the width. */
export interface Window {
  /** Taps. */
  readonly kernel: Pair;
  /** Positions from one window to the next. */
  readonly stride: Pair;
  /** Positions added on either side. */
  readonly padding: Pair;
  /** Positions from one tap to the next. */
  readonly dilation: Pair;
}

/** Height and width of what the windows make; windows that do not fit whole are dropped. */
export function windowsOver(operator: string, image: Pair, window: Window): Pair {
  const { kernel, stride, padding, dilation } = window;
  const isWhole = (least: number, pair: Pair): boolean => pair.every((n) => Number.isInteger(n) && n >= least);
  if (![kernel, stride, dilation].every((pair) => isWhole(1, pair)) || !isWhole(0, padding)) {
    throw new Failure(
      `${operator}: a window of ${kernel.join(" x ")} taps, stride ${stride.join(", ")}, dilation ${dilation.join(", ")} and padding ${padding.join(", ")} is none; taps, strides and dilations are whole numbers from 1 on, paddings from 0 on.`,
    );
  }
  const along = (axis: 0 | 1): number => {
    const reach = dilation[axis] * (kernel[axis] - 1) + 1;
    return Math.floor((image[axis] + 2 * padding[axis] - reach) / stride[axis]) + 1;
  };
  const windows: Pair = [along(0), along(1)];
  if (windows.some((count) => count < 1)) {
    throw new Failure(
      `${operator}: no window of ${kernel.join(" x ")} taps (dilation ${dilation.join(", ")}) fits an image of ${image.join(" x ")} with padding ${padding.join(", ")}; use fewer taps or more padding.`,
    );
  }
  return windows;
}

/** Position of the image that a tap of a window meets, which may lie outside. */
export function positionOf(output: number, tap: number, { stride, padding, dilation }: Window, axis: 0 | 1): number {
  return output * stride[axis] + tap * dilation[axis] - padding[axis];
}

/** Pairs of a window and a tap that meet inside one image, in one channel. */
export function insidePairs(image: Pair, windows: Pair, window: Window): number {
  const along = (axis: 0 | 1): number => {
    let pairs = 0;
    for (let output = 0; output < windows[axis]; output++) {
      for (let tap = 0; tap < window.kernel[axis]; tap++) {
        const at = positionOf(output, tap, window, axis);
        if (at >= 0 && at < image[axis]) pairs += 1;
      }
    }
    return pairs;
  };
  return along(0) * along(1);
}

/** Params of kernels that walk windows. */
export function windowParams(image: Pair, windows: Pair, window: Window): Record<string, number> {
  return {
    height: image[0],
    width: image[1],
    out_height: windows[0],
    out_width: windows[1],
    kernel_height: window.kernel[0],
    kernel_width: window.kernel[1],
    stride_height: window.stride[0],
    stride_width: window.stride[1],
    padding_height: window.padding[0],
    padding_width: window.padding[1],
    dilation_height: window.dilation[0],
    dilation_width: window.dilation[1],
  };
}

/** The fields of `struct Params` that `windowParams` fills, as snippet WINDOW_PARAMS. */
export const WINDOW_PARAMS = `
  height: u32,
  width: u32,
  out_height: u32,
  out_width: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_height: u32,
  stride_width: u32,
  padding_height: u32,
  padding_width: u32,
  dilation_height: u32,
  dilation_width: u32,`;
