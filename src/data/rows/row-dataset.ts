import type { LoadContext, TextDataset } from "../text-dataset.ts";
import type { RowSet } from "./row-set.ts";

/** How well something that is not trained here does on some rows. */
export interface RowReference {
  readonly name: string;
  /** Mean squared error of the first, second ... value asked of a row. */
  readonly lossByExample: readonly number[];
  /** A few rows decide its errors where pairs are as many as weights, so that a mean over examples would tell nothing. */
  readonly hasNoMean?: boolean;
}

export interface LoadedRows {
  readonly train: RowSet;
  /** Held out; what evaluations and references are computed on. */
  readonly evaluation: RowSet;
  /** Of the inputs, targets and asked positions of training, then those held out. */
  readonly sha256: string;
  readonly verified: boolean;
  /** "verified" or "not verified: <reason>". */
  readonly verification: string;
  /** Sentences that a reader of results should see. */
  readonly notes: readonly string[];
  /** What known methods reach on these rows of the held-out set. */
  readonly references: (rows: readonly number[]) => readonly RowReference[];
}

/** Rows of numbers of whose positions values are asked. */
export interface RowDataset extends Omit<TextDataset, "load"> {
  readonly loadRows: (context: LoadContext) => Promise<LoadedRows>;
}
