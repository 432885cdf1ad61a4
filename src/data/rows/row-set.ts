/** Rows of T positions: numbers that are read, and values that are asked at some positions. */
export interface RowSet {
  readonly rows: number;
  /** T. */
  readonly length: number;
  /** Numbers at a position. */
  readonly width: number;
  /** Values at a position. */
  readonly outputs: number;
  /** [rows, T, width] */
  readonly inputs: Float32Array<ArrayBuffer>;
  /** [rows, T, outputs]; what stands where nothing is asked does not matter, but must be finite. */
  readonly targets: Float32Array<ArrayBuffer>;
  /** [rows, T]: 1 where values are asked, else 0. */
  readonly asked: Float32Array<ArrayBuffer>;
}
