import { Failure } from "../../lib/failure.ts";
import type { Expansion } from "./expander.ts";

/** The order in which a causal kernel visits positions: it computes with addresses, so that nothing is gathered or flipped. */
export interface ScanOrder {
  /** Last position first. */
  readonly isReversed: boolean;
  /** Rows of the grid whose columns are walked one after the other; 1 walks the positions as they lie. */
  readonly gridRows: number;
}

export const FORWARD: ScanOrder = { isReversed: false, gridRows: 1 };

/** The same path walked the other way: what a causal kernel's backward pass needs. */
export const opposite = (order: ScanOrder): ScanOrder => ({ ...order, isReversed: !order.isReversed });

/** Position visited at step t of `length`. */
export function placeOf(t: number, length: number, { isReversed, gridRows }: ScanOrder): number {
  const step = isReversed ? length - 1 - t : t;
  return (step % gridRows) * (length / gridRows) + Math.floor(step / gridRows);
}

export function checkOrder(operator: string, length: number, { gridRows }: ScanOrder): void {
  if (Number.isInteger(gridRows) && gridRows >= 1 && length % gridRows === 0) return;
  throw new Failure(
    `${operator}: ${length} positions are no grid of ${gridRows} rows; the number of rows must divide ${length}.`,
  );
}

/**
 * Snippet `fn place(t: u32) -> u32`, the device's `placeOf`. The kernel's params hold `length`, `is_reversed`, `grid_rows`
 * and `grid_columns`; GRID keeps the divisions away from kernels that walk straight on.
 */
export const PLACE = `
fn place(t: u32) -> u32 {
  let step = select(t, params.length - 1u - t, params.is_reversed != 0u);
  //: if GRID
  return (step % params.grid_rows) * params.grid_columns + step / params.grid_rows;
  //: else
  return step;
  //: end
}
`;

export const orderParams = (length: number, { isReversed, gridRows }: ScanOrder): Record<string, number> => ({
  length,
  is_reversed: isReversed ? 1 : 0,
  grid_rows: gridRows,
  grid_columns: length / gridRows,
});

/** Adds PLACE and its flag to an expansion. */
export function withOrder({ gridRows }: ScanOrder, expansion: Expansion = {}): Expansion {
  return {
    ...expansion,
    constants: { GRID: gridRows > 1, ...expansion.constants },
    snippets: { PLACE, ...expansion.snippets },
  };
}
