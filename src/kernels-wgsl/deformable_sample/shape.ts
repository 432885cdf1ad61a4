import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";

export interface DeformableAttributes {
  /** Taps along each side of the filter, an odd number. */
  readonly side: number;
  /** Offsets are clamped to so many positions in every direction, so that a gradient need not be searched further away. */
  readonly reach: number;
}

/** Extents of x [B,H,W,C] and offsets [B,H,W,3 taps]. */
export interface DeformableShape extends DeformableAttributes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly taps: number;
}

export function deformableShape(x: TensorSpec, offsets: TensorSpec, attributes: DeformableAttributes): DeformableShape {
  const { side, reach } = attributes;
  const [batch, height, width, channels] = x.shape;
  const taps = side * side;
  const whole = (least: number, value: number): boolean => Number.isInteger(value) && value >= least;
  if (!whole(1, side) || side % 2 === 0 || !whole(1, reach)) {
    throw new Failure(
      `deformable_sample needs an odd number of taps along a side and a reach of at least 1; it was given ${side} and ${reach}.`,
    );
  }
  if (x.shape.length !== 4 || offsets.shape.join() !== [batch, height, width, 3 * taps].join()) {
    throw new Failure(
      `deformable_sample reads x [B, H, W, C] and offsets [B, H, W, ${3 * taps}]; it was given [${x.shape.join(", ")}] and [${offsets.shape.join(", ")}].`,
    );
  }
  return { ...attributes, batch, height, width, channels, taps };
}
