import type { LoadContext, TextDataset } from "../text-dataset.ts";
import type { RawSeries, SeriesBorders } from "./series-set.ts";

export interface LoadedSeries {
  readonly series: RawSeries;
  readonly borders: SeriesBorders;
  /** Of the file, or of names and values where the series is generated. */
  readonly sha256: string;
  readonly bytes: number;
  readonly verified: boolean;
  /** "verified" or "not verified: <reason>". */
  readonly verification: string;
  /** Sentences that a reader of results should see. */
  readonly notes: readonly string[];
}

/** Several variables over time, to be forecast. */
export interface SeriesDataset extends Omit<TextDataset, "load"> {
  readonly loadSeries: (context: LoadContext) => Promise<LoadedSeries>;
}
