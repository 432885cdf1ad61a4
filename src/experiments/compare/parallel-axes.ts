import type { RunRecord } from "../schema/result.ts";
import { COSTS } from "./costs.ts";
import type { Entry } from "./entries.ts";
import { finishedRuns } from "./runs.ts";
import { measureOf, qualityOf } from "../schema/measure.ts";

/** One axis of parallel coordinates: what varies between runs, from its lowest to its highest value. */
export interface ParallelAxis {
  readonly title: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

/** One finished run: its place on each axis, 0 at the lowest and 1 at the highest value; undefined: not measured. */
export interface ParallelRun {
  readonly entry: Entry;
  readonly seed: number;
  readonly places: readonly (number | undefined)[];
}

interface Quantity {
  readonly title: string;
  readonly unit: string;
  readonly isLog: boolean;
  readonly of: (entry: Entry, run: RunRecord) => number | undefined;
}

const QUANTITIES: readonly Quantity[] = [
  { title: "learning rate", unit: "", isLog: true, of: (_, run) => run.learningRate },
  ...COSTS.map(({ title, unit, of }): Quantity => ({
    title: title.toLowerCase(),
    unit,
    isLog: false,
    of: ({ arm }, run) => of({ ...arm, runs: [run] }),
  })),
];

const qualityAxis = (title: string): Quantity => ({
  title,
  unit: "",
  isLog: false,
  of: (_, run) => qualityOf(run.final!),
});

/** Parallel coordinates of all finished runs over the quantities in which they differ; quality stands last. */
export function parallelCoordinates(entries: readonly Entry[]): {
  readonly axes: readonly ParallelAxis[];
  readonly runs: readonly ParallelRun[];
} {
  const runs = entries.flatMap((entry) => finishedRuns(entry.arm).map((run) => ({ entry, run })));
  const quality = qualityAxis(measureOf(entries[0]?.result.dataset).unit);
  const columns = [...QUANTITIES, quality].flatMap((quantity) => {
    const values = runs.map(({ entry, run }) => quantity.of(entry, run));
    const known = values.filter((value) => value !== undefined);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    return known.length > 1 && high > low ? [{ ...quantity, values, low, high }] : [];
  });
  return {
    axes: columns.map(({ title, unit, low, high }) => ({ title, unit, low, high })),
    runs: runs.map(({ entry, run }, row) => ({
      entry,
      seed: run.seed,
      places: columns.map(({ values, low, high, isLog }) => {
        const value = values[row];
        if (value === undefined) return undefined;
        return isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      }),
    })),
  };
}
