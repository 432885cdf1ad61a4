import { hashName, normalAt, uniformAt } from "../../../lib/threefry.ts";
import type { LabelledSeries } from "../../series/labelled-series.ts";

export const STEPS = 128;
export const BANDS = 20;
/** Steps from one tooth of a ridge to the next; each rises in one class and falls in another. */
const PERIODS = [12, 16, 24, 32, 48] as const;
const CENTRES = [5, 14] as const;
const SWING = 4;
const NOISE = 0.3;
const DISTRACTOR = { steps: 28, amplitude: 0.8 };

const CLASSES = PERIODS.flatMap((period) => [`falling ${period}`, `rising ${period}`]);

/** Height of a ridge around a band. */
const ridge = (band: number, at: number): number => Math.exp(-((band - at) ** 2) / 2);
const fraction = (x: number): number => x - Math.floor(x);

/** Every ten words hold each class once, one place further on each time, so that evenly spaced words are of all classes. */
const labelOf = (number: number): number => (number + Math.floor(number / CLASSES.length)) % CLASSES.length;

/** Writes word `number` of the task into [steps, bands]. */
function draw(into: Float32Array, seed: number, number: number): void {
  const uniform = (what: string): number => uniformAt(seed, hashName(what), number);
  const whole = (what: string, least: number, most: number): number =>
    least + Math.floor((most - least + 1) * uniform(what));
  const label = labelOf(number);
  const [period, direction] = [PERIODS[label >> 1], label % 2 === 1 ? 1 : -1];
  const [start, length] = [whole("start", 8, 56), whole("length", 56, 64)];
  const ridges = CENTRES.map((centre, i) => ({
    centre,
    phase: uniform(`phase ${i}`),
    amplitude: 0.7 + 0.6 * uniform(`amplitude ${i}`),
  }));
  const other = {
    band: (BANDS - 1) * uniform("distractor"),
    start: whole("distractor start", 0, STEPS - DISTRACTOR.steps),
  };
  const noise = hashName("noise");
  for (let t = 0; t < STEPS; t++) {
    for (let band = 0; band < BANDS; band++) {
      let value = NOISE * normalAt(seed, noise, (number * STEPS + t) * BANDS + band);
      if (t >= start && t < start + length) {
        for (const { centre, phase, amplitude } of ridges) {
          const at = centre + SWING * (2 * fraction((direction * (t - start)) / period + phase) - 1);
          value += amplitude * ridge(band, at);
        }
      }
      if (t >= other.start && t < other.start + DISTRACTOR.steps)
        value += DISTRACTOR.amplitude * ridge(band, other.band);
      into[t * BANDS + band] = value;
    }
  }
}

/** Words first..first+count-1 of the task with this seed. */
export function keywords(seed: number, first: number, count: number): LabelledSeries {
  const size = STEPS * BANDS;
  const values = new Float32Array(count * size);
  for (let n = 0; n < count; n++) draw(values.subarray(n * size, (n + 1) * size), seed, first + n);
  const labels = Uint8Array.from({ length: count }, (_, n) => labelOf(first + n));
  return { steps: STEPS, channels: BANDS, classes: CLASSES, values, labels };
}
