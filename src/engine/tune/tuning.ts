import type { VariantTable } from "../../kernels-wgsl/index.ts";

/** One way to compute a class of shapes, as it was found on this device. */
export interface CandidateReport {
  readonly name: string;
  /** Worst difference to the naive kernel over the result's RMS; null where it could not run. */
  readonly error: number | null;
  /** Median of its rounds; null where it was wrong, could not run, or time ran out before. */
  readonly ms: number | null;
}

export interface ClassReport {
  readonly shapeClass: string;
  /** Extents of the product that was timed. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly chosen: string;
  readonly candidates: readonly CandidateReport[];
}

/** Where a device's variant table comes from. */
export interface Tuning {
  readonly source: "shipped" | "measured" | "remembered";
  readonly variants: VariantTable;
  readonly classes: readonly ClassReport[];
  /** What is to be told: why nothing was measured, what was not remembered. */
  readonly notices: readonly string[];
}
