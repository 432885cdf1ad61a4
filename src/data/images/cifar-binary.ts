import { formatNumber } from "../../lib/format.ts";
import { Failure } from "../../lib/failure.ts";
import type { TextFile } from "../text-dataset.ts";
import type { ImageSet } from "./image-set.ts";

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const PIXELS = CHANNELS * PLANE;

/** How the official binary files are laid out: label bytes, then the planes of red, green and blue, row by row. */
export interface CifarLayout {
  readonly name: string;
  readonly labelBytes: number;
  /** Which of the label bytes is the class. */
  readonly labelAt: number;
  readonly classes: readonly string[];
}

export const CIFAR_10: CifarLayout = {
  name: "CIFAR-10",
  labelBytes: 1,
  labelAt: 0,
  classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
};

/** A coarse label, then the fine one, which is asked. The files hold numbers only; names are in another file of the archive. */
export const CIFAR_100: CifarLayout = {
  name: "CIFAR-100",
  labelBytes: 2,
  labelAt: 1,
  classes: Array.from({ length: 100 }, (_, k) => `class ${k}`),
};

/** Images of a file in the official binary format; a Failure names the record that is wrong. */
export function readCifar({ name, bytes }: TextFile, layout: CifarLayout): ImageSet {
  const { labelBytes, labelAt, classes } = layout;
  const record = labelBytes + PIXELS;
  const count = Math.floor(bytes.length / record);
  if (bytes.length === 0) throw new Failure(`${name} is empty: choose a file of ${layout.name} with records in it.`);
  if (bytes.length % record !== 0) {
    throw new Failure(
      `${name} ends inside record ${formatNumber(count + 1)}: a record of ${layout.name} has ${formatNumber(record)} bytes, ` +
        `this one ${formatNumber(bytes.length - count * record)}. The file was cut short or is another; get it again.`,
    );
  }
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const label = bytes[n * record + labelAt];
    if (label >= classes.length) {
      throw new Failure(
        `Record ${formatNumber(n + 1)} of ${name} has the label ${label}, but ${layout.name} has the labels 0 to ${classes.length - 1}: this is another kind of file.`,
      );
    }
    labels[n] = label;
    const planes = bytes.subarray(n * record + labelBytes, (n + 1) * record);
    for (let i = 0; i < PIXELS; i++) pixels[n * PIXELS + CHANNELS * (i % PLANE) + Math.floor(i / PLANE)] = planes[i];
  }
  return { height: SIDE, width: SIDE, channels: CHANNELS, classes, pixels, labels };
}

/** The same images in the official binary format of CIFAR-10. */
export function writeCifar10({ pixels, labels }: Pick<ImageSet, "pixels" | "labels">): Uint8Array<ArrayBuffer> {
  const record = CIFAR_10.labelBytes + PIXELS;
  const bytes = new Uint8Array(labels.length * record);
  labels.forEach((label, n) => {
    bytes[n * record] = label;
    const planes = bytes.subarray(n * record + 1, (n + 1) * record);
    for (let i = 0; i < PIXELS; i++) planes[i] = pixels[n * PIXELS + CHANNELS * (i % PLANE) + Math.floor(i / PLANE)];
  });
  return bytes;
}

/** The layout that a file's name tells: `train.bin` and `test.bin` are those of CIFAR-100, `*_batch*.bin` of CIFAR-10. */
export function layoutOf(name: string): CifarLayout | undefined {
  if (/^(train|test)\.bin$/.test(name)) return CIFAR_100;
  return name.endsWith(".bin") ? CIFAR_10 : undefined;
}
