import { formatPercent } from "../../lib/format.ts";

/** Red, green and blue of classes from 1 on, told apart by most eyes (Okabe and Ito 2008); class 0, the background, has none. */
const COLOURS: readonly (readonly [number, number, number])[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [213, 94, 0],
  [204, 121, 167],
  [0, 114, 178],
];

/** Of a pixel's colour, the class's part. */
const TINT = 0.65;

/** Colour of a class; undefined for the background. */
export function classColour(kind: number): readonly [number, number, number] | undefined {
  return kind === 0 ? undefined : COLOURS[(kind - 1) % COLOURS.length];
}

/** The class of every pixel, out of a digit of base 36 each. */
export function classesOf(segmentation: string): Uint8Array {
  return Uint8Array.from(segmentation, (digit) => Number.parseInt(digit, 36));
}

/** RGBA of a picture whose pixels are tinted by their class; the background is darkened. Without classes, the picture as it is. */
export function overlaid(pixels: Uint8Array, channels: number, classes?: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const colours = new Uint8ClampedArray(4 * count);
  for (let pixel = 0; pixel < count; pixel++) {
    const tint = classes === undefined ? undefined : (classColour(classes[pixel]) ?? [0, 0, 0]);
    for (let c = 0; c < 3; c++) {
      const own = pixels[channels * pixel + (channels === 3 ? c : 0)];
      colours[4 * pixel + c] = tint === undefined ? own : (1 - TINT) * own + TINT * tint[c];
    }
    colours[4 * pixel + 3] = 255;
  }
  return colours;
}

/** What a segmentation holds, in words: each class that occurs with its share of the pixels. */
export function segmentationText(classes: Uint8Array, names: readonly string[]): string {
  const counts = names.map((name, kind) => ({ name, count: classes.filter((one) => one === kind).length }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${formatPercent(count / classes.length, 2)}`)
    .join(", ");
}

/** Share of the pixels of a scene that have the right class. */
export function shareRight(classes: Uint8Array, truth: Uint8Array): number {
  return truth.filter((kind, pixel) => kind === classes[pixel]).length / truth.length;
}
