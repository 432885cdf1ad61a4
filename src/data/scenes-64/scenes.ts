import { STREAMS, threefry2x32, uniformFloat } from "../../lib/threefry.ts";
import type { SceneSet } from "../segmentation/scene-set.ts";
import { cosineOfTurns, sineOfTurns } from "./sine.ts";

export const SIDE = 64;
const CHANNELS = 3;
const MOST_OBJECTS = 5;
/** Fewer visible pixels than this are no segment. */
const FEWEST_PIXELS = 12;
const SMALLEST_RADIUS = 6;
const LARGEST_RADIUS = 16;
/** Standard deviation of the noise of a value, of 255. */
const NOISE = 0.05 * 255;
/** Share of its light that a dark stripe keeps. */
const DARK = 0.4;

interface Shape {
  readonly name: string;
  /** Whether a point is inside a shape of radius 1. */
  readonly isInside: (u: number, v: number) => boolean;
  /** Share of the colour at a point; absent: 1. */
  readonly light?: (u: number) => number;
}

/** Classes 1 to 5. */
const SHAPES: readonly Shape[] = [
  { name: "disk", isInside: (u, v) => u * u + v * v <= 1 },
  { name: "square", isInside: (u, v) => Math.abs(u) <= 0.8 && Math.abs(v) <= 0.8 },
  // Equal sides, corners on the circle.
  { name: "triangle", isInside: (u, v) => v <= 0.5 && v >= Math.abs(u) * 1.7320508075688772 - 1 },
  { name: "ring", isInside: (u, v) => u * u + v * v <= 1 && u * u + v * v >= 0.3 },
  {
    name: "striped bar",
    isInside: (u, v) => Math.abs(u) <= 1 && Math.abs(v) <= 0.45,
    light: (u) => (Math.floor(2.5 * (u + 1)) % 2 === 0 ? 1 : DARK),
  },
];

/** Numbers from 0 to below 1, a pure function of (seed, scene). */
function drawsOf(seed: number, scene: number): () => number {
  let at = 0;
  return () => uniformFloat(threefry2x32(seed, STREAMS.sampling, scene, at++)[0]);
}

/** Noise of the given deviation without a draw of the generator for each value: the sum of the four bytes of Marsaglia's xorshift. */
function noiseOf(start: number): () => number {
  let state = start | 1;
  const deviation = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const sum = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
    return ((sum - 510) / deviation) * NOISE;
  };
}

/** A scene while it is drawn: light from 0 to 1 and the object seen at each pixel, 0 for none. */
interface Canvas {
  readonly light: Float64Array;
  readonly seen: Uint8Array;
}

/** A slow wave for each channel. */
function paintBackground({ light }: Canvas, draw: () => number): void {
  for (let c = 0; c < CHANNELS; c++) {
    const [across, down, phase] = [2 * draw(), 2 * draw(), draw()];
    // The sine of a sum, so that each side needs its own sines only.
    const waves = (frequency: number, offset: number) =>
      Array.from({ length: SIDE }, (_, at) => {
        const turns = (frequency * at) / SIDE + offset;
        return [sineOfTurns(turns), cosineOfTurns(turns)] as const;
      });
    const [rows, columns] = [waves(down, phase), waves(across, 0)];
    for (let at = 0; at < SIDE * SIDE; at++) {
      const [[sineRow, cosineRow], [sine, cosine]] = [rows[Math.floor(at / SIDE)], columns[at % SIDE]];
      light[CHANNELS * at + c] = 0.5 + 0.2 * (sineRow * cosine + cosineRow * sine);
    }
  }
}

/** Points of a pixel along each side. */
const POINTS = [1 / 6, 1 / 2, 5 / 6];

/** Lays an object over what is there; the pixels of which it covers more than half are seen as its own. */
function paintObject({ light, seen }: Canvas, object: number, shape: Shape, draw: () => number): void {
  const radius = SMALLEST_RADIUS + (LARGEST_RADIUS - SMALLEST_RADIUS) * draw();
  const [x, y, turn] = [SIDE * draw(), SIDE * draw(), draw()];
  const colour = Array.from({ length: CHANNELS }, () => 0.2 + 0.8 * draw());
  const [sine, cosine] = [sineOfTurns(turn) / radius, cosineOfTurns(turn) / radius];
  // Corners of the bar lie a little outside the circle.
  const reach = Math.ceil(1.15 * radius);
  const from = (centre: number): number => Math.max(0, Math.floor(centre) - reach);
  const to = (centre: number): number => Math.min(SIDE - 1, Math.floor(centre) + reach);
  for (let i = from(y); i <= to(y); i++) {
    for (let j = from(x); j <= to(x); j++) {
      let [covered, lit] = [0, 0];
      for (const di of POINTS) {
        for (const dj of POINTS) {
          const [right, below] = [j + dj - x, i + di - y];
          const [u, v] = [cosine * right + sine * below, cosine * below - sine * right];
          if (!shape.isInside(u, v)) continue;
          covered += 1;
          lit += shape.light?.(u) ?? 1;
        }
      }
      if (covered === 0) continue;
      const [at, points] = [i * SIDE + j, POINTS.length ** 2];
      for (let c = 0; c < CHANNELS; c++) {
        light[CHANNELS * at + c] = (lit * colour[c] + (points - covered) * light[CHANNELS * at + c]) / points;
      }
      if (2 * covered > points) seen[at] = object;
    }
  }
}

/** Numbers the objects that are seen from 1 on; segment and class of each pixel. */
function writeLabels(seen: Uint8Array, classOf: readonly number[], labels: Uint8Array): void {
  const pixels = classOf.map((_, object) => seen.reduce((count, one) => count + Number(one === object), 0));
  let segments = 0;
  const numbers = pixels.map((count, object) => (object > 0 && count >= FEWEST_PIXELS ? ++segments : 0));
  seen.forEach((object, at) => {
    labels[2 * at] = numbers[object];
    labels[2 * at + 1] = numbers[object] === 0 ? 0 : classOf[object];
  });
}

/** Writes one scene into [H, W, C] pixels and [H, W, 2] labels. */
function drawScene(pixels: Uint8Array, labels: Uint8Array, seed: number, scene: number): void {
  const draw = drawsOf(seed, scene);
  const canvas: Canvas = { light: new Float64Array(SIDE * SIDE * CHANNELS), seen: new Uint8Array(SIDE * SIDE) };
  paintBackground(canvas, draw);
  const objects = 1 + Math.floor(MOST_OBJECTS * draw());
  const classOf = [0, ...Array.from({ length: objects }, () => 1 + Math.floor(SHAPES.length * draw()))];
  for (let object = 1; object <= objects; object++) paintObject(canvas, object, SHAPES[classOf[object] - 1], draw);
  const noise = noiseOf(threefry2x32(seed, STREAMS.sampling, scene, 0xffff)[0]);
  canvas.light.forEach((value, i) => (pixels[i] = Math.min(255, Math.max(0, Math.round(255 * value + noise())))));
  writeLabels(canvas.seen, classOf, labels);
}

/** Scenes first..first+count-1 of the task with this seed: a wavy background and one to five shapes of any colour before it. */
export function scenes(seed: number, first: number, count: number): SceneSet {
  const [size, places] = [SIDE * SIDE * CHANNELS, 2 * SIDE * SIDE];
  const pixels = new Uint8Array(count * size);
  const labels = new Uint8Array(count * places);
  for (let n = 0; n < count; n++) {
    drawScene(
      pixels.subarray(n * size, (n + 1) * size),
      labels.subarray(n * places, (n + 1) * places),
      seed,
      first + n,
    );
  }
  return {
    height: SIDE,
    width: SIDE,
    channels: CHANNELS,
    classes: ["background", ...SHAPES.map(({ name }) => name)],
    segments: 1 + MOST_OBJECTS,
    pixels,
    labels,
  };
}
