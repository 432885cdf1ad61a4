import { adamwReference, type AdamSettings } from "../adamw/reference.ts";
import { matmulReference } from "../matmul/reference.ts";
import { f32 } from "../_kernel/operator.ts";
import type { StepValues } from "../_kernel/step.ts";
import { groupOf } from "../_optimizer/update.ts";
import { batchMatrices, type MuonMatrix } from "./matrices.ts";

export interface MuonSettings extends Omit<AdamSettings, "decoupled"> {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly matrices: readonly MuonMatrix[];
}

/** Iterations and coefficients of the odd polynomial that drives singular values towards 1. */
export const NEWTON_SCHULZ = { iterations: 5, a: 3.4445, b: -4.775, c: 2.0315 } as const;
/** Added to the Frobenius norm. */
export const NORM_EPSILON = 1e-7;

/** Approximately U V^T of the singular value decomposition of x [rows, columns]. */
export function orthogonalise(x: Float64Array, rows: number, columns: number): Float64Array {
  if (rows > columns) {
    return transpose(orthogonalise(transpose(x, rows, columns), columns, rows), columns, rows);
  }
  const norm = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0)) + NORM_EPSILON;
  const [wide, square] = [f32(rows, columns), f32(rows, rows)];
  const plain = { transposeA: false, transposeB: false };
  const { iterations, a, b, c } = NEWTON_SCHULZ;
  let result = x.map((value) => value / norm);
  for (let i = 0; i < iterations; i++) {
    const gram = matmulReference(result, result, [wide, wide], { transposeA: false, transposeB: true });
    const squared = matmulReference(gram, gram, [square, square], plain);
    const polynomial = gram.map((value, j) => b * value + c * squared[j]);
    const product = matmulReference(polynomial, result, [square, wide], plain);
    result = result.map((value, j) => a * value + product[j]);
  }
  return result;
}

function transpose(x: Float64Array, rows: number, columns: number): Float64Array {
  return x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]);
}

/** Float64 [parameters, momenta and first moments, second moments] after one step. */
export function muonReference(
  inputs: readonly Float64Array[],
  settings: MuonSettings,
  step: StepValues,
): readonly Float64Array[] {
  const [p, m, v] = adamwReference(inputs, { ...settings, decoupled: true }, step);
  const [, gradients, , , groupOfBlock, groups, clip] = inputs;
  const mu = settings.momentum;
  for (const { rows, columns, aspect, offsets } of batchMatrices(settings.matrices)) {
    for (const offset of offsets) {
      const g = gradients.slice(offset, offset + rows * columns).map((value) => value * clip[1]);
      g.forEach((value, i) => (m[offset + i] = mu * m[offset + i] + (1 - mu) * value));
      const direction = g.map(
        (value, i) => (settings.nesterov ? (1 - mu) * value : 0) + (settings.nesterov ? mu : 1) * m[offset + i],
      );
      orthogonalise(direction, rows, columns).forEach((value, i) => {
        const { decay, rate } = groupOf(offset + i, groupOfBlock, groups, step);
        p[offset + i] -= rate * decay * p[offset + i];
        p[offset + i] -= rate * Math.sqrt(Math.max(1, aspect)) * value;
      });
    }
  }
  return [p, m, v];
}
