import { Failure } from "../../lib/failure.ts";
import { f32, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import { packOf, type Pack } from "../_kernel/packed-row.ts";

type Triple = readonly [height: number, width: number, depth: number];

export interface Conv3dShape {
  readonly batch: number;
  readonly extents: Triple;
  readonly kernel: Triple;
  readonly channels: number;
  readonly outputs: number;
  /** kh kw kd */
  readonly taps: number;
  /** B H W D */
  readonly positions: number;
}

/** Shapes of volumes [B,H,W,D,C] under filters [O,kh,kw,kd,C]; a Failure where they do not fit. */
export function conv3dShape(x: TensorSpec, weight: TensorSpec): Conv3dShape {
  const text = `volumes [${x.shape.join(", ")}] and filters [${weight.shape.join(", ")}]`;
  if (x.shape.length !== 5 || weight.shape.length !== 5 || x.shape[4] !== weight.shape[4]) {
    throw new Failure(`conv3d reads [B, H, W, D, C] with filters [O, kh, kw, kd, C], but was given ${text}.`);
  }
  const [batch, height, width, depth, channels] = x.shape;
  const [outputs, kh, kw, kd] = weight.shape;
  if ([kh, kw, kd].some((extent) => extent % 2 === 0)) {
    throw new Failure(`conv3d keeps the extents of its input, so that filters need odd sides; it was given ${text}.`);
  }
  return {
    batch,
    extents: [height, width, depth],
    kernel: [kh, kw, kd],
    channels,
    outputs,
    taps: kh * kw * kd,
    positions: batch * height * width * depth,
  };
}

export const volumeSpec = ({ batch, extents }: Conv3dShape, width: number): TensorSpec => f32(batch, ...extents, width);

/** Products inside the volume: pairs of a position and a tap that meet, times filters and channels. */
export function conv3dProducts({ batch, extents, kernel, channels, outputs }: Conv3dShape): number {
  const meetings = extents.map((extent, axis) => {
    const half = (kernel[axis] - 1) / 2;
    return Array.from({ length: kernel[axis] }, (_, tap) => Math.max(0, extent - Math.abs(tap - half))).reduce(
      (sum, one) => sum + one,
      0,
    );
  });
  return batch * sizeOf(meetings) * channels * outputs;
}

/** What every kernel here is told of a shape. */
export function volumeParams({ extents, kernel, channels, outputs }: Conv3dShape): Readonly<Record<string, number>> {
  const [height, width, depth] = extents;
  const [kernel_height, kernel_width, kernel_depth] = kernel;
  return { height, width, depth, kernel_height, kernel_width, kernel_depth, channels, outputs };
}

export const VOLUME_PARAMS = `
  height: u32,
  width: u32,
  depth: u32,
  kernel_height: u32,
  kernel_width: u32,
  kernel_depth: u32,
  channels: u32,
  outputs: u32,
`;

/** Filters that a thread computes at once. */
export const outputPack = ({ outputs }: Conv3dShape): Pack => packOf(outputs);
