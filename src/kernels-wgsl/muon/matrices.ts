import { Failure } from "../../lib/failure.ts";

/** A matrix inside the parameter arena, rows one behind the other. */
export interface MuonMatrix {
  /** Floats from the start of the arena. */
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  /** Height over width of the last two axes before flattening, which scales the step; default: rows / columns. */
  readonly aspect?: number;
}

/** Matrices of one shape, orthogonalised together. */
export interface MatrixBatch {
  readonly rows: number;
  readonly columns: number;
  readonly aspect: number;
  /** Place of the batch's first matrix in the table of offsets. */
  readonly first: number;
  readonly offsets: readonly number[];
}

/** Batches of equal shape, in order of first appearance. */
export function batchMatrices(matrices: readonly MuonMatrix[]): readonly MatrixBatch[] {
  const batches = new Map<string, { rows: number; columns: number; aspect: number; offsets: number[] }>();
  for (const { offset, rows, columns, aspect = rows / columns } of matrices) {
    const key = `${rows} ${columns} ${aspect}`;
    const batch = batches.get(key) ?? { rows, columns, aspect, offsets: [] };
    batch.offsets.push(offset);
    batches.set(key, batch);
  }
  let first = 0;
  return [...batches.values()].map((batch) => {
    const placed = { ...batch, first };
    first += batch.offsets.length;
    return placed;
  });
}

/** Values of the operator's last input: the matrices' offsets, batch by batch. At least one entry, so that it can be bound. */
export function matrixOffsets(matrices: readonly MuonMatrix[]): Float64Array {
  const offsets = batchMatrices(matrices).flatMap((batch) => batch.offsets);
  return Float64Array.from(offsets.length > 0 ? offsets : [0]);
}

export function checkMatrices(matrices: readonly MuonMatrix[], floats: number): void {
  const misplaced = matrices.find(({ offset, rows, columns }) => offset < 0 || offset + rows * columns > floats);
  if (misplaced === undefined) return;
  const { offset, rows, columns } = misplaced;
  throw new Failure(
    `muon: a matrix of ${rows} x ${columns} at ${offset} reaches outside an arena of ${floats} floats.`,
  );
}
