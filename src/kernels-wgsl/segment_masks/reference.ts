import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";

export interface SegmentMaskAttributes {
  /** Segments of an image at most, G; they are numbered from 0. */
  readonly segments: number;
  /** K */
  readonly classes: number;
  /** Pixels along the side of a cell of a mask. */
  readonly stride: number;
}

export interface SegmentMaskShape extends SegmentMaskAttributes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Cells of a mask. */
  readonly cells: number;
}

export function segmentMaskShape({ shape }: TensorSpec, attributes: SegmentMaskAttributes): SegmentMaskShape {
  const [batch, height, width, channels] = shape;
  const { stride } = attributes;
  if (shape.length !== 4 || channels !== 2 || height % stride !== 0 || width % stride !== 0) {
    throw new Failure(
      `segment_masks reads labels [B, H, W, 2] whose sides are multiples of the stride ${stride}; it was given [${shape.join(", ")}].`,
    );
  }
  return { ...attributes, batch, height, width, cells: (height / stride) * (width / stride) };
}

/** Masks [B,G,cells], classes [B,G,K] and presence [B,G] of labels [B,H,W,2]. */
export function segmentMasksReference(labels: Float64Array, shape: SegmentMaskShape): readonly Float64Array[] {
  const { batch, height, width, segments, classes, stride, cells } = shape;
  const masks = new Float64Array(batch * segments * cells);
  const oneHot = new Float64Array(batch * segments * classes);
  const present = new Float64Array(batch * segments);
  for (let pixel = 0; pixel < batch * height * width; pixel++) {
    const [image, row, column] = [
      Math.floor(pixel / (height * width)),
      Math.floor(pixel / width) % height,
      pixel % width,
    ];
    const [segment, kind] = [labels[2 * pixel], labels[2 * pixel + 1]];
    if (segment >= segments) continue;
    const own = image * segments + segment;
    const cell = Math.floor(row / stride) * (width / stride) + Math.floor(column / stride);
    masks[own * cells + cell] += 1 / stride ** 2;
    oneHot[own * classes + kind] = 1;
    present[own] = 1;
  }
  return [masks, oneHot, present];
}
