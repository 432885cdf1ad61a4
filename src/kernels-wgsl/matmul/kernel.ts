import { Failure } from "../../lib/failure.ts";
import { IDENTITY } from "../elementwise/program.ts";
import { programReference } from "../elementwise/reference.ts";
import { reduce } from "../reduce/kernel.ts";
import {
  f32,
  sizeOf,
  type Operator,
  type Shape,
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { batchShape, gemmShape, type MatmulAttributes, type MatmulLayout } from "./gemm-shape.ts";
import { lowerMatmul, matmulScratch } from "./lower.ts";
import { matmulReference, rowSumsReference } from "./reference.ts";

/** Product over the last two axes of a [..., M, K] and b [..., K, N], either of them stored transposed; leading axes broadcast. */
export const matmul: Operator<MatmulAttributes> = {
  name: "matmul",
  acceptsProgram: true,
  infer: inferMatmul,
  reference([a, b, ...operands], attributes, specs) {
    const c = matmulReference(a, b, specs, attributes);
    const results = programReference(attributes.program ?? IDENTITY, [c, ...operands], c.length);
    return attributes.rowSums === true ? [...results, rowSumsReference(a, specs[0].shape)] : results;
  },
  gradient(tape, { inputs: [a, b], attributes }, [dc], [wantsA, wantsB]) {
    if (attributes.program !== undefined || attributes.rowSums === true) {
      throw new Failure("matmul is differentiated before other operators are fused into it, not after.");
    }
    if (dc === null) return [null, null];
    return [
      wantsA ? gradientOfA(tape, a, b, dc, attributes) : null,
      wantsB ? gradientOfB(tape, a, b, dc, attributes) : null,
    ];
  },
  scratch: matmulScratch,
  trailingSums(_inputs, { program = IDENTITY, rowSums = false }) {
    const isPlain = program.instructions.length === 0 && program.results.length === 1 && program.results[0] === 0;
    return isPlain ? (rowSums ? 2 : 1) : 0;
  },
  lower: lowerMatmul,
};

function inferMatmul(inputs: readonly TensorSpec[], attributes: MatmulAttributes): readonly TensorSpec[] {
  const [a, b, ...operands] = inputs;
  const { batches } = gemmShape(a.shape, b.shape, attributes);
  if (attributes.rowSums === true && (!attributes.transposeA || batches > 1)) {
    throw new Failure(
      `matmul sums the rows of one matrix a stored [K, M]; it was given a [${a.shape.join(", ")}], transposed: ${String(attributes.transposeA)}, in ${batches} products.`,
    );
  }
  const program = attributes.program ?? IDENTITY;
  if (program.operands.length !== operands.length + 1 || program.operands[0] !== "full") {
    throw new Failure(
      `matmul's program reads ${program.operands.length - 1} tensors besides the product, but ${operands.length} are given.`,
    );
  }
  const m = a.shape[a.shape.length - (attributes.transposeA ? 1 : 2)];
  const n = b.shape[b.shape.length - (attributes.transposeB ? 2 : 1)];
  const shape: Shape = [...batchShape(a.shape, b.shape), m, n];
  const results = program.results.map(() => f32(...shape));
  return attributes.rowSums === true ? [...results, f32(m)] : results;
}

const layoutOf = (transposeA: boolean, transposeB: boolean): MatmulLayout => ({ transposeA, transposeB });

/** da = dc op(b)^T, stored as a is. */
function gradientOfA(tape: Tape, a: Tensor, b: Tensor, dc: Tensor, layout: MatmulLayout): Tensor {
  const [da] = layout.transposeA
    ? tape.apply(matmul, [b, dc], layoutOf(layout.transposeB, true))
    : tape.apply(matmul, [dc, b], layoutOf(false, !layout.transposeB));
  return sumToShape(tape, da, a.shape);
}

/** db = op(a)^T dc, stored as b is. Over one matrix b, the rows of all batches are one long reduction. */
function gradientOfB(tape: Tape, a: Tensor, b: Tensor, dc: Tensor, layout: MatmulLayout): Tensor {
  const isOneProduct = !layout.transposeA && sizeOf(b.shape.slice(0, -2)) === 1;
  const left = isOneProduct ? asMatrix(tape, a) : a;
  const right = isOneProduct ? asMatrix(tape, dc) : dc;
  const [db] = layout.transposeB
    ? tape.apply(matmul, [right, left], layoutOf(true, layout.transposeA))
    : tape.apply(matmul, [left, right], layoutOf(!layout.transposeA, false));
  return isOneProduct ? tape.reshape(db, b.shape) : sumToShape(tape, db, b.shape);
}

function asMatrix(tape: Tape, tensor: Tensor): Tensor {
  const columns = tensor.shape[tensor.shape.length - 1];
  return tape.reshape(tensor, [sizeOf(tensor.shape) / columns, columns]);
}

/** Sums over the leading axes that broadcasting repeated. */
function sumToShape(tape: Tape, tensor: Tensor, shape: Shape): Tensor {
  const missing = tensor.shape.length - shape.length;
  const axes = tensor.shape.flatMap((extent, i) => {
    const own = i < missing ? 1 : shape[i - missing];
    return own === 1 && extent > 1 ? [i] : [];
  });
  const sum = axes.length === 0 ? tensor : tape.apply(reduce, [tensor], { kind: "sum", axes, keepdims: true })[0];
  return tape.reshape(sum, shape);
}
