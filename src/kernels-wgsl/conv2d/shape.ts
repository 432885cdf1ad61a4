import { Failure } from "../../lib/failure.ts";
import { f32, type TensorSpec } from "../_kernel/operator.ts";
import { insidePairs, windowsOver, type Pair, type Window } from "../_kernel/window.ts";

export interface ConvAttributes {
  /** Positions from one window to the next, along the height and along the width. */
  readonly stride: Pair;
  /** Zeros on either side. */
  readonly padding: Pair;
  /** Positions from one tap to the next. */
  readonly dilation: Pair;
  /** Channels are cut into so many runs, each convolved for itself. */
  readonly groups: number;
}

/** Extents of x [B,H,W,C], weight [O,kh,kw,C/g] and y [B,H',W',O]. */
export interface ConvShape {
  readonly batch: number;
  readonly image: Pair;
  readonly windows: Pair;
  readonly window: Window;
  readonly channels: number;
  readonly outputs: number;
  readonly groups: number;
  readonly groupChannels: number;
  readonly groupOutputs: number;
  readonly taps: number;
}

export function convShape(x: TensorSpec, weight: TensorSpec, attributes: ConvAttributes): ConvShape {
  const [batch, height, width, channels] = x.shape;
  const [outputs, kernelHeight, kernelWidth, groupChannels] = weight.shape;
  const { groups, stride, padding, dilation } = attributes;
  const fits = channels === groups * groupChannels && outputs % groups === 0;
  if (x.shape.length !== 4 || weight.shape.length !== 4 || !fits) {
    throw new Failure(
      `conv2d with ${groups} groups reads x [B, H, W, C] and a weight [O, kh, kw, C / groups], O a multiple of the groups; it was given [${x.shape.join(", ")}] and [${weight.shape.join(", ")}].`,
    );
  }
  const window: Window = { kernel: [kernelHeight, kernelWidth], stride, padding, dilation };
  const image: Pair = [height, width];
  return {
    batch,
    image,
    windows: windowsOver("conv2d", image, window),
    window,
    channels,
    outputs,
    groups,
    groupChannels,
    groupOutputs: outputs / groups,
    taps: kernelHeight * kernelWidth,
  };
}

export const imageSpec = ({ batch, image, channels }: ConvShape): TensorSpec => f32(batch, ...image, channels);
export const resultSpec = ({ batch, windows, outputs }: ConvShape): TensorSpec => f32(batch, ...windows, outputs);

/** Multiplications of one pass: every pair of a window and a tap inside the image, for each output and channel of its group. */
export function convProducts({ batch, image, windows, window, outputs, groupChannels }: ConvShape): number {
  return batch * outputs * groupChannels * insidePairs(image, windows, window);
}
