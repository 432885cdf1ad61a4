import type { Program } from "../elementwise/program.ts";
import { matmul } from "../matmul/kernel.ts";
import type { MatmulAttributes } from "../matmul/gemm-shape.ts";
import { f32, type DeviceTraits, type Launch, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import type { MatrixBatch } from "./matrices.ts";
import { NEWTON_SCHULZ } from "./reference.ts";

const { iterations, a, b, c } = NEWTON_SCHULZ;

/** c * product + b * operand. */
const POLYNOMIAL: Program = {
  operands: ["full", "full"],
  instructions: [
    { row: "scale", arguments: [0], immediate: c },
    { row: "scale", arguments: [1], immediate: b },
    { row: "add", arguments: [2, 3] },
  ],
  results: [4],
};

/** product + a * operand. */
const COMBINATION: Program = {
  operands: ["full", "full"],
  instructions: [
    { row: "scale", arguments: [1], immediate: a },
    { row: "add", arguments: [0, 2] },
  ],
  results: [3],
};

const GRAM: MatmulAttributes = { transposeA: false, transposeB: true };
const SQUARE: MatmulAttributes = { transposeA: false, transposeB: false, program: POLYNOMIAL };
const ADVANCE: MatmulAttributes = { transposeA: false, transposeB: false, program: COMBINATION };

/** Extents of a batch as it lies in scratch: [count, short, long]. */
export function lyingShape({ rows, columns, offsets }: MatrixBatch): readonly [number, number, number] {
  return [offsets.length, Math.min(rows, columns), Math.max(rows, columns)];
}

/** Scratch of the iteration: two versions of x, the Gram matrix, its polynomial, and what the three products need. */
export function orthogonaliseScratch(batch: MatrixBatch, traits: DeviceTraits): readonly TensorSpec[] {
  const [count, short, long] = lyingShape(batch);
  const [x, square] = [f32(count, short, long), f32(count, short, short)];
  return [x, x, square, square, ...productScratch(x, square, traits).flat()];
}

function productScratch(x: TensorSpec, square: TensorSpec, traits: DeviceTraits): readonly (readonly TensorSpec[])[] {
  return [
    matmul.scratch!([x, x], GRAM, traits),
    matmul.scratch!([square, square, square], SQUARE, traits),
    matmul.scratch!([square, x, x], ADVANCE, traits),
  ];
}

/** Launches of the iteration, from the first scratch tensor; `result` is the one it ends in. */
export function orthogonaliseLaunches(
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): { readonly launches: readonly Launch[]; readonly result: Tensor } {
  const [start, other, gram, polynomial, ...rest] = scratch;
  const counts = productScratch(start, gram, traits).map((specs) => specs.length);
  const forGram = rest.slice(0, counts[0]);
  const forSquare = rest.slice(counts[0], counts[0] + counts[1]);
  const forAdvance = rest.slice(counts[0] + counts[1]);
  const launches: Launch[] = [];
  let [x, next] = [start, other];
  for (let i = 0; i < iterations; i++) {
    launches.push(
      ...matmul.lower({ inputs: [x, x], outputs: [gram], attributes: GRAM }, forGram, traits),
      ...matmul.lower({ inputs: [gram, gram, gram], outputs: [polynomial], attributes: SQUARE }, forSquare, traits),
      ...matmul.lower({ inputs: [polynomial, x, x], outputs: [next], attributes: ADVANCE }, forAdvance, traits),
    );
    [x, next] = [next, x];
  }
  return { launches, result: x };
}
