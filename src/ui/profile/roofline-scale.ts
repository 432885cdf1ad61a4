import type { MeasuredDevice } from "../../lib/energy.ts";
import type { WorkRow } from "./work-rows.ts";

/** One kernel in the roofline's plane. */
export interface RoofPoint {
  readonly id: string;
  readonly row: WorkRow;
  /** FLOP per byte. */
  readonly intensity: number;
  readonly flopsPerSecond: number;
}

/** Rows that have a place on two logarithmic axes: some arithmetic, and a time that the clock saw. By intensity. */
export function roofPoints(rows: readonly WorkRow[]): RoofPoint[] {
  return rows
    .filter(({ ms, flops, bytes }) => ms > 0 && flops > 0 && bytes > 0)
    .map((row) => ({
      id: `${row.name} ${row.place}`,
      row,
      intensity: row.flops / row.bytes,
      flopsPerSecond: row.flops / (row.ms / 1000),
    }))
    .sort((one, other) => one.intensity - other.intensity);
}

/** Attainable FLOP/s at an intensity. */
export function roofAt(intensity: number, { peakFlopsPerSecond, bytesPerSecond }: MeasuredDevice): number {
  return Math.min(peakFlopsPerSecond, intensity * bytesPerSecond);
}

export interface Decades {
  /** Powers of ten. */
  readonly from: number;
  readonly to: number;
}

/** The whole decades that hold all values. */
export function decadesOf(values: readonly number[]): Decades {
  const logs = values.map(Math.log10);
  const from = Math.floor(Math.min(...logs));
  return { from, to: Math.max(from + 1, Math.ceil(Math.max(...logs))) };
}

/** Where a value lies between the decades' ends, 0 to 1. */
export function placeIn({ from, to }: Decades, value: number): number {
  return (Math.log10(value) - from) / (to - from);
}
