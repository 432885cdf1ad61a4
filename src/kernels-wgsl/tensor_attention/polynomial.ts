import { f32, type Tape, type Tensor } from "../_kernel/operator.ts";
import { concat } from "../concat/kernel.ts";
import { cumsum } from "../cumsum/kernel.ts";
import { map } from "../elementwise/kernel.ts";
import { matmul } from "../matmul/kernel.ts";
import { applyMonomials } from "../monomials/kernel.ts";
import { monomialTable } from "../monomials/reference.ts";
import { permute } from "../permute/kernel.ts";
import { split } from "../split/kernel.ts";
import type { TensorAttentionAttributes } from "./tensor-attention-shape.ts";

/** Denominators below this are held here: the series is then out of its range. */
export const SMALLEST_DENOMINATOR = 1e-6;

/** Weight of every monomial in the series: scale^r / (product of the factorials of its powers), r its degree. */
export function seriesWeights(width: number, degree: number, scale: number): Float64Array {
  const table = monomialTable(width, degree);
  return Float64Array.from({ length: table.length / degree }, (_, f) => {
    const channels = [...table.subarray(f * degree, (f + 1) * degree)].filter((channel) => channel < width);
    const powers = new Map<number, number>();
    let weight = scale ** channels.length;
    for (const channel of channels) {
      const power = (powers.get(channel) ?? 0) + 1;
      powers.set(channel, power);
      weight /= power;
    }
    return weight;
  });
}

export interface PolynomialSettings extends TensorAttentionAttributes {
  /** Terms kept of the exponential series, 1..3. */
  readonly degree: number;
}

/** Sums each token's matrices [B,T,H,F,E+1] over the tokens up to it, for one side of the pairs. */
export type RunningSum = (matrices: Tensor, side: "first" | "second") => Tensor;

/**
 * Attention over pairs with exp(s) replaced by its series up to a degree: sums over j and over l factor, so that time is linear
 * in the tokens. Inputs q, k1, k2 [B,T,H*D], v1, v2 [B,T,H*E]; output [B,T,H*E]. Causal sums run along the tokens, or go on from
 * what the caller kept.
 */
export function applyPolynomialAttention(
  tape: Tape,
  inputs: readonly Tensor[],
  settings: PolynomialSettings,
  runningSum: RunningSum = (matrices) =>
    tape.apply(cumsum, [matrices], { axis: 1, isExclusive: false, isReverse: false })[0],
): Tensor {
  const [q, k1, k2, v1, v2] = inputs;
  const { heads, headWidth, valueWidth, isCausal, scale, degree } = settings;
  const [batch, tokens] = q.shape;
  const features = (x: Tensor): Tensor =>
    applyMonomials(tape, tape.reshape(x, [batch, tokens, heads, headWidth]), degree);
  const ones = tape.constant(`ones [${batch}, ${tokens}, ${heads}, 1]`, f32(batch, tokens, heads, 1), () =>
    new Float64Array(batch * tokens * heads).fill(1),
  );
  const withOnes = (x: Tensor): Tensor =>
    tape.apply(concat, [tape.reshape(x, [batch, tokens, heads, valueWidth]), ones], { axis: 3 })[0];
  const queryFeatures = features(q);
  const name = `series/D=${headWidth}/degree=${degree}/scale=${scale}`;
  const weights = tape.constant(name, f32(queryFeatures.shape[3]), () => seriesWeights(headWidth, degree, scale));
  const query = map(tape, "multiply", [queryFeatures, weights]);
  const operands = { query, key1: features(k1), key2: features(k2), value1: withOnes(v1), value2: withOnes(v2) };
  const sums = isCausal ? causalSums(tape, operands, runningSum) : fullSums(tape, operands);
  const [numerator, denominator] = tape.apply(split, [sums], { widths: [valueWidth, 1] });
  const smallest = tape.constant("smallest denominator", f32(1), () => Float64Array.of(SMALLEST_DENOMINATOR));
  const y = map(tape, "divide", [numerator, map(tape, "maximum", [denominator, smallest])]);
  return tape.reshape(y, [batch, tokens, heads * valueWidth]);
}

interface Operands {
  readonly query: Tensor;
  readonly key1: Tensor;
  readonly key2: Tensor;
  readonly value1: Tensor;
  readonly value2: Tensor;
}

/** Sums over all tokens, [B,T,H,E+1]: one matrix of features times values for each head. */
function fullSums(tape: Tape, { query, key1, key2, value1, value2 }: Operands): Tensor {
  const byHead = (x: Tensor): Tensor => tape.apply(permute, [x], { permutation: [0, 2, 1, 3] })[0];
  const layout = { transposeA: true, transposeB: false };
  const [first] = tape.apply(matmul, [byHead(key1), byHead(value1)], layout);
  const [second] = tape.apply(matmul, [byHead(key2), byHead(value2)], layout);
  const product = map(tape, "multiply", [first, second]);
  const [sums] = tape.apply(matmul, [byHead(query), product], { transposeA: false, transposeB: false });
  return byHead(sums);
}

/** Sums over the tokens up to each one, [B,T,H,E+1]: running sums of each token's own matrix. */
function causalSums(tape: Tape, { query, key1, key2, value1, value2 }: Operands, runningSum: RunningSum): Tensor {
  const [batch, tokens, heads, features] = key1.shape;
  const columns = value1.shape[3];
  const layout = { transposeA: false, transposeB: false };
  const running = (key: Tensor, value: Tensor, side: "first" | "second"): Tensor => {
    const [matrices] = tape.apply(
      matmul,
      [tape.reshape(key, [batch, tokens, heads, features, 1]), tape.reshape(value, [batch, tokens, heads, 1, columns])],
      layout,
    );
    return runningSum(matrices, side);
  };
  const product = map(tape, "multiply", [running(key1, value1, "first"), running(key2, value2, "second")]);
  const [sums] = tape.apply(matmul, [tape.reshape(query, [batch, tokens, heads, 1, features]), product], layout);
  return tape.reshape(sums, [batch, tokens, heads, columns]);
}
