import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, i32, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import { headCrossEntropyBackward } from "./backward.ts";
import { headCrossEntropy, type HeadCrossEntropyAttributes } from "./kernel.ts";

interface Case {
  readonly rows: number;
  readonly channels: number;
  readonly vocabulary: number;
  readonly hasBias: boolean;
  readonly maxLogitsBytes?: number;
}

interface Problem {
  readonly specs: readonly TensorSpec[];
  readonly inputs: readonly Float64Array[];
  readonly attributes: HeadCrossEntropyAttributes;
}

const CASES: readonly Case[] = [
  { rows: 1, channels: 3, vocabulary: 5, hasBias: true },
  { rows: 63, channels: 36, vocabulary: 100, hasBias: false },
  { rows: 63, channels: 36, vocabulary: 100, hasBias: true, maxLogitsBytes: 4 * 100 * 32 },
  { rows: 100, channels: 20, vocabulary: 65, hasBias: false, maxLogitsBytes: 4 * 65 * 40 },
];

const byIndex = (values: readonly Float64Array[]): Record<number, Float64Array> => Object.fromEntries(values.entries());

function problemOf({ rows, channels, vocabulary, hasBias, ...limit }: Case): Problem {
  const targets = Float64Array.from({ length: rows }, (_, row) => (row % 7 === 3 ? -100 : (row * 31) % vocabulary));
  const specs = [f32(rows, channels), f32(vocabulary, channels), ...(hasBias ? [f32(vocabulary)] : []), i32(rows)];
  const inputs = specs.map((spec, i) => (spec.dtype === "i32" ? targets : randomValues(sizeOf(spec.shape), i + 1)));
  return { specs, inputs, attributes: { ignoreIndex: -100, labelSmoothing: hasBias ? 0 : 0.1, ...limit } };
}

// Dot products of at most 36 terms, then sums of 100 exponentials.
function expectForward({ specs, inputs, attributes }: Problem, isSoftware: boolean): Promise<void> {
  const values = byIndex(inputs);
  return expectKernelMatches(headCrossEntropy, {
    inputs: specs,
    values,
    attributes,
    tolerance: 1e-5,
    traits: { isSoftware },
  });
}

// Weight gradients sum 100 rows; d(logits) carries the error of lse.
function expectBackward({ specs, inputs, attributes }: Problem): Promise<void> {
  const [, , lse, scale, ...logits] = headCrossEntropy.reference(inputs, attributes, specs);
  const saved = [lse, ...logits].map((values) => values.map(Math.fround));
  const [rows] = specs[0].shape;
  const [vocabulary] = specs[1].shape;
  return expectKernelMatches(headCrossEntropyBackward, {
    inputs: [f32(1), f32(1), ...specs, f32(rows), ...logits.map(() => f32(rows, vocabulary))],
    values: byIndex([Float64Array.of(0.5), scale.map(Math.fround), ...inputs, ...saved]),
    attributes: { ...attributes, hasBias: specs.length === 4 },
    tolerance: 2e-5,
    traits: { isSoftware: true },
  });
}

describe("head_cross_entropy kernels", () => {
  test.each(CASES)("$rows rows, $vocabulary classes, bias $hasBias, at most $maxLogitsBytes bytes", async (one) => {
    const problem = problemOf(one);
    await expectForward(problem, true);
    await expectBackward(problem);
  });

  // Products in workgroup memory compile slowly here; their own tests cover the backward pass's three forms.
  test("a row per workgroup, in chunks", () =>
    expectForward(problemOf({ rows: 20, channels: 4, vocabulary: 12, hasBias: false, maxLogitsBytes: 768 }), false));
});
