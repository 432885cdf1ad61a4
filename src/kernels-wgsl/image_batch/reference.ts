import { STREAMS, threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import type { RandomStep } from "../_kernel/threefry.ts";

export interface ImageBatchAttributes {
  /** Images of one micro-batch, B. */
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Mirrors an image left to right with a chance of one half. */
  readonly flip: boolean;
  /** Moves an image by at most so many pixels in each direction, at most 255. */
  readonly shift: number;
}

/** What is drawn for a row: which image, whether it is mirrored, and by how many rows and columns it is moved. */
export interface ImageDraw {
  readonly image: number;
  readonly isMirrored: boolean;
  readonly down: number;
  readonly right: number;
}

export function imageDraw(
  { batch, flip, shift }: ImageBatchAttributes,
  count: number,
  row: number,
  step: RandomStep,
): ImageDraw {
  const [first, second] = threefry2x32(step.seed, STREAMS.data, step.index, step.micro * batch + row);
  const span = 2 * shift + 1;
  return {
    image: uniformBelow(first, count),
    isMirrored: flip && second >>> 31 === 1,
    down: Math.floor((((second >>> 16) & 0x7fff) * span) / 2 ** 15) - shift,
    right: Math.floor(((second & 0xffff) * span) / 2 ** 16) - shift,
  };
}

/** Four bytes in a word, the first lowest; as the device keeps them. */
export function packBytes(bytes: Uint8Array): Uint32Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  // Little-endian, as every device with WebGPU is.
  return new Uint32Array(padded.buffer);
}

/** Images [B, H, W, C] and labels [B] of one micro-batch. `words` hold the bytes of all images; `table` is [2, C]: scales, offsets. */
export function imageBatchReference(
  [words, classes, table]: readonly Float64Array[],
  attributes: ImageBatchAttributes,
  step: RandomStep,
): readonly [Float64Array, Float64Array] {
  const { batch, height, width, channels } = attributes;
  const size = height * width * channels;
  const images = new Float64Array(batch * size);
  const labels = new Float64Array(batch);
  for (let row = 0; row < batch; row++) {
    const { image, isMirrored, down, right } = imageDraw(attributes, classes.length, row, step);
    labels[row] = classes[image];
    for (let within = 0; within < size; within++) {
      const c = within % channels;
      const column = Math.floor(within / channels) % width;
      const i = Math.floor(within / (channels * width)) + down;
      const j = (isMirrored ? width - 1 - column : column) + right;
      if (i < 0 || j < 0 || i >= height || j >= width) continue;
      const at = image * size + (i * width + j) * channels + c;
      const byte = Math.floor(words[Math.floor(at / 4)] / 256 ** (at % 4)) % 256;
      images[row * size + within] = table[c] * byte + table[channels + c];
    }
  }
  return [images, labels];
}
