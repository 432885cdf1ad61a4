import { concatBytes } from "../../lib/bytes.ts";
import { sha256Hex } from "../../lib/sha256.ts";

/** Rows from `first` to before `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** Where a series is cut, in time: what is learned, what is looked at while learning, and what is scored at the end. */
export interface SeriesBorders {
  readonly train: RowRange;
  readonly validation: RowRange;
  readonly test: RowRange;
}

/** Several variables over time, in their own units. */
export interface RawSeries {
  readonly names: readonly string[];
  /** [rows, variables] */
  readonly values: Float64Array<ArrayBuffer>;
}

/** A series standardised by its training rows. */
export interface SeriesSet extends SeriesBorders {
  readonly names: readonly string[];
  readonly rows: number;
  /** [rows, variables], each variable with mean 0 and deviation 1 over the training rows. */
  readonly values: Float32Array<ArrayBuffer>;
  /** In the units of the source. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Every variable less its mean over the training rows, divided by its deviation there; one that never changes is only centred. */
export function standardisedSeries({ names, values }: RawSeries, borders: SeriesBorders): SeriesSet {
  const [width, { first, end }] = [names.length, borders.train];
  const column = (n: number): Float64Array =>
    Float64Array.from({ length: end - first }, (_, row) => values[(first + row) * width + n]);
  const mean = names.map((_, n) => column(n).reduce((sum, value) => sum + value, 0) / (end - first));
  const deviation = names.map((_, n) => {
    const variance = column(n).reduce((sum, value) => sum + (value - mean[n]) ** 2, 0) / (end - first);
    return variance > 0 ? Math.sqrt(variance) : 1;
  });
  const scaled = Float32Array.from(values, (value, i) => (value - mean[i % width]) / deviation[i % width]);
  return { ...borders, names, rows: values.length / width, values: scaled, mean, deviation };
}

/** Windows of `past` and `horizon` steps, one after the other by a step, in so many rows. */
export function windowCount(rows: number, past: number, horizon: number): number {
  return Math.max(0, rows - past - horizon + 1);
}

/** Of names and values, the identity of a series. */
export function hashOfSeries({ names, values }: RawSeries): Promise<string> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return sha256Hex(concatBytes([new TextEncoder().encode(`${JSON.stringify(names)}\n`), bytes]));
}
