import { CLASSES, WAVELENGTHS, type Draw, type Reflectance } from "./spectra.ts";

export const SIDE = 64;
const SEEDS = 40;
const UNLABELLED_SHARE = 0.1;
/** Share of a pixel's light that comes from its neighbourhood. */
const MIXING = 0.4;
export const UNLABELLED = -1;

export interface Scene {
  /** [side, side, bands], each pixel of unit length. */
  readonly cube: Float64Array;
  /** [side, side]; UNLABELLED where nobody looked. */
  readonly labels: Int8Array;
}

const wrapped = (i: number): number => Math.min(SIDE - 1, Math.max(0, i));

/** Places of a square window around a pixel; those outside are the border's. */
function around(pixel: number, half: number): readonly number[] {
  const [i, j] = [Math.floor(pixel / SIDE), pixel % SIDE];
  const places: number[] = [];
  for (let di = -half; di <= half; di++) {
    for (let dj = -half; dj <= half; dj++) places.push(wrapped(i + di) * SIDE + wrapped(j + dj));
  }
  return places;
}

const normal = (draw: Draw): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

/** One class number per share, Dirichlet with integer concentration: sums of exponential draws. */
function proportions(draw: Draw, concentration: number): readonly number[] {
  const parts = Array.from({ length: CLASSES }, () => {
    let sum = 0;
    for (let n = 0; n < concentration; n++) sum -= Math.log(1 - draw());
    return sum;
  });
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

function chosen(shares: readonly number[], draw: Draw): number {
  let left = draw();
  const found = shares.findIndex((share) => (left -= share) < 0);
  return found === -1 ? CLASSES - 1 : found;
}

function mostFrequent(classes: readonly number[]): number {
  const counts = new Uint32Array(CLASSES);
  for (const one of classes) counts[one] += 1;
  return counts.indexOf(Math.max(...counts));
}

/** Regions nearest to forty points, their borders smoothed by two passes of majority. */
function classMap(draw: Draw, shares: readonly number[]): Int8Array {
  const points = Array.from({ length: SEEDS }, () => [SIDE * draw(), SIDE * draw()] as const);
  // The first ones hold a class each, so that none is absent.
  const own = points.map((_, n) => (n < CLASSES ? n : chosen(shares, draw)));
  let map = Int8Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const distances = points.map(([i, j]) => (Math.floor(pixel / SIDE) - i) ** 2 + ((pixel % SIDE) - j) ** 2);
    return own[distances.indexOf(Math.min(...distances))];
  });
  for (let pass = 0; pass < 2; pass++) {
    const before = map;
    map = before.map((_, pixel) => mostFrequent(around(pixel, 1).map((place) => before[place])));
  }
  return map;
}

export interface SceneSetting {
  /** Deviation of the noise of a band. */
  readonly noise: number;
  /** Whether classes are as frequent as each other, or by shares of the scene's own. */
  readonly hasOwnShares: boolean;
}

/** A scene of these spectra: mixed with its neighbours, unevenly lit, noisy; then each pixel is scaled to unit length. */
export function scene(spectra: readonly Reflectance[], { noise, hasOwnShares }: SceneSetting, draw: Draw): Scene {
  const shares = hasOwnShares ? proportions(draw, 4) : Array.from({ length: CLASSES }, () => 1 / CLASSES);
  const classes = classMap(draw, shares);
  const curves = spectra.map((spectrum) => WAVELENGTHS.map(spectrum));
  const light = Float64Array.from(classes, () => 0.7 + 0.6 * draw());
  const bands = WAVELENGTHS.length;
  const cube = new Float64Array(classes.length * bands);
  classes.forEach((own, pixel) => {
    const lit = around(pixel, 2).reduce((sum, place) => sum + light[place], 0) / 25;
    const neighbours = around(pixel, 1).map((place) => curves[classes[place]]);
    const values = curves[own].map((value, b) => {
      const mean = neighbours.reduce((sum, curve) => sum + curve[b], 0) / neighbours.length;
      return lit * ((1 - MIXING) * value + MIXING * mean) + noise * normal(draw);
    });
    const length = Math.hypot(...values);
    cube.set(
      values.map((value) => value / length),
      pixel * bands,
    );
  });
  const labels = classes.map((one) => (draw() < UNLABELLED_SHARE ? UNLABELLED : one));
  return { cube, labels };
}
