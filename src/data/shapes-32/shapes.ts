import { STREAMS, threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import type { ImageSet } from "../images/image-set.ts";

export const SIDE = 32;
const CHANNELS = 3;

/** A shape of half-size 1: whether a point is inside; u to the right, v down. Each is its own mirror image. */
const SHAPES: readonly { readonly name: string; readonly isInside: (u: number, v: number) => boolean }[] = [
  { name: "disc", isInside: (u, v) => u * u + v * v <= 1 },
  { name: "ring", isInside: (u, v) => u * u + v * v <= 1 && u * u + v * v >= 0.36 },
  { name: "square", isInside: (u, v) => Math.abs(u) <= 0.85 && Math.abs(v) <= 0.85 },
  { name: "frame", isInside: (u, v) => within(u, v, 0.85) && !within(u, v, 0.5) },
  { name: "triangle", isInside: (u, v) => Math.abs(v) <= 1 && Math.abs(u) <= (v + 1) / 2 },
  { name: "funnel", isInside: (u, v) => Math.abs(v) <= 1 && Math.abs(u) <= (1 - v) / 2 },
  { name: "plus", isInside: (u, v) => within(u, v, 1) && (Math.abs(u) <= 0.3 || Math.abs(v) <= 0.3) },
  { name: "cross", isInside: (u, v) => within(u, v, 1) && (Math.abs(u - v) <= 0.4 || Math.abs(u + v) <= 0.4) },
  { name: "bars", isInside: (u, v) => within(u, v, 1) && (Math.abs(v) <= 0.2 || Math.abs(v) >= 0.6) },
  { name: "posts", isInside: (u, v) => within(u, v, 1) && (Math.abs(u) <= 0.2 || Math.abs(u) >= 0.6) },
];

function within(u: number, v: number, half: number): boolean {
  return Math.abs(u) <= half && Math.abs(v) <= half;
}

/** Where points of a pixel are tested, in pixels from its corner. */
const POINTS = [0.25, 0.75];
const SMALLEST_HALF = 6;
const LARGEST_HALF = 12;
/** Least difference of a shape's grey from the background's, of 255. */
const CONTRAST = 40;
const NOISE = 48;

/** Whole numbers from 0 to below a count, a pure function of (seed, image). */
function drawsOf(seed: number, image: number): (count: number) => number {
  let at = 0;
  return (count) => uniformBelow(threefry2x32(seed, STREAMS.sampling, image, at++)[0], count);
}

/** Noise without a draw of the generator for each byte; Marsaglia 2003, Xorshift RNGs. */
function noiseOf(start: number): () => number {
  let state = start | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 24) * NOISE) / 256 - NOISE / 2;
  };
}

/** Share of a pixel that the shape covers. */
function coverage(label: number, i: number, j: number, { x, y, half }: { x: number; y: number; half: number }): number {
  const { isInside } = SHAPES[label];
  let inside = 0;
  for (const di of POINTS) {
    for (const dj of POINTS) inside += Number(isInside((j + dj - x) / half, (i + di - y) / half));
  }
  return inside / POINTS.length ** 2;
}

/** Writes image `image` of the task into [H, W, C] bytes; its class is its number modulo ten. */
function draw(into: Uint8Array, seed: number, image: number): void {
  const below = drawsOf(seed, image);
  const half = SMALLEST_HALF + below(256 * (LARGEST_HALF - SMALLEST_HALF)) / 256;
  const place = (): number => half + below(256 * Math.round(SIDE - 2 * half)) / 256;
  const where = { x: place(), y: place(), half };
  const background = [below(256), below(256), below(256)];
  const colour = [below(256), below(256), below(256)];
  const grey = (of: readonly number[]): number => (of[0] + of[1] + of[2]) / 3;
  const gap = grey(colour) - grey(background);
  if (Math.abs(gap) < CONTRAST) {
    const towards = grey(background) > 127 ? -1 : 1;
    colour.forEach((_, c) => (colour[c] = background[c] + towards * 2 * CONTRAST));
  }
  const noise = noiseOf(threefry2x32(seed, STREAMS.sampling, image, 0xffff)[0]);
  for (let at = 0; at < SIDE * SIDE; at++) {
    const share = coverage(image % SHAPES.length, Math.floor(at / SIDE), at % SIDE, where);
    for (let c = 0; c < CHANNELS; c++) {
      const value = share * colour[c] + (1 - share) * background[c] + noise();
      into[CHANNELS * at + c] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
}

/** Images first..first+count-1 of the task with this seed. */
export function shapes(seed: number, first: number, count: number): ImageSet {
  const size = SIDE * SIDE * CHANNELS;
  const pixels = new Uint8Array(count * size);
  for (let n = 0; n < count; n++) draw(pixels.subarray(n * size, (n + 1) * size), seed, first + n);
  return {
    height: SIDE,
    width: SIDE,
    channels: CHANNELS,
    classes: SHAPES.map(({ name }) => name),
    pixels,
    labels: Uint8Array.from({ length: count }, (_, n) => (first + n) % SHAPES.length),
  };
}
