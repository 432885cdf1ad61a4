import { concatBytes } from "../../lib/bytes.ts";
import { sha256Hex } from "../../lib/sha256.ts";

/** Images of one size with their classes. */
export interface ImageSet {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Names of the classes, in the order of their numbers. */
  readonly classes: readonly string[];
  /** [n, H, W, C], one byte per value. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** [n] */
  readonly labels: Uint8Array<ArrayBuffer>;
}

export const bytesPerImage = ({ height, width, channels }: Pick<ImageSet, "height" | "width" | "channels">): number =>
  height * width * channels;

/** Mean and standard deviation of each channel, of values from 0 to 1. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Over all pixels of the set; a channel that never changes gets the deviation of one step of 255, so that nothing divides by 0. */
export function channelStatistics({ pixels, channels }: Pick<ImageSet, "pixels" | "channels">): ChannelStatistics {
  const count = pixels.length / channels;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  pixels.forEach((byte, i) => {
    sums[i % channels] += byte;
    squares[i % channels] += byte * byte;
  });
  const mean = Array.from(sums, (sum) => sum / count / 255);
  const deviation = Array.from(squares, (square, c) =>
    Math.max(1 / 255, Math.sqrt(Math.max(0, square / count / 255 ** 2 - mean[c] ** 2))),
  );
  return { mean, deviation };
}

/** Some images of a set, standardised by the channels of the training set, f32 [n, H, W, C]. */
export function standardised(
  set: Pick<ImageSet, "height" | "width" | "channels" | "pixels">,
  { mean, deviation }: ChannelStatistics,
  first: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const size = bytesPerImage(set);
  const bytes = set.pixels.subarray(first * size, (first + count) * size);
  return Float32Array.from(bytes, (byte, i) => (byte / 255 - mean[i % set.channels]) / deviation[i % set.channels]);
}

/** Of all training pixels, labels, then those held out: the dataset's hash. */
export function hashOfImages(train: ImageSet, evaluation: ImageSet): Promise<string> {
  return sha256Hex(concatBytes([train.pixels, train.labels, evaluation.pixels, evaluation.labels]));
}
