import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, i32, sizeOf } from "../_kernel/operator.ts";
import { headCrossEntropyBackward } from "./backward.ts";
import { headCrossEntropy } from "./kernel.ts";

interface Case {
  readonly rows: number;
  readonly channels: number;
  readonly vocabulary: number;
  readonly hasBias: boolean;
  readonly maxLogitsBytes?: number;
}

const CASES: readonly Case[] = [
  { rows: 1, channels: 3, vocabulary: 5, hasBias: true },
  { rows: 63, channels: 36, vocabulary: 100, hasBias: false },
  { rows: 63, channels: 36, vocabulary: 100, hasBias: true, maxLogitsBytes: 4 * 100 * 32 },
  { rows: 100, channels: 20, vocabulary: 65, hasBias: false, maxLogitsBytes: 4 * 65 * 40 },
];

const byIndex = (values: readonly Float64Array[]): Record<number, Float64Array> => Object.fromEntries(values.entries());

// Dot products of at most 36 terms, then sums of 100 exponentials; weight gradients sum 100 rows.
async function checkCase({ rows, channels, vocabulary, hasBias, ...limit }: Case, isSoftware: boolean): Promise<void> {
  const attributes = { ignoreIndex: -100, labelSmoothing: hasBias ? 0 : 0.1, ...limit };
  const targets = Float64Array.from({ length: rows }, (_, row) => (row % 7 === 3 ? -100 : (row * 31) % vocabulary));
  const specs = [f32(rows, channels), f32(vocabulary, channels), ...(hasBias ? [f32(vocabulary)] : []), i32(rows)];
  const inputs = specs.map((spec, i) => (spec.dtype === "i32" ? targets : randomValues(sizeOf(spec.shape), i + 1)));
  const traits = { isSoftware };
  await expectKernelMatches(headCrossEntropy, {
    inputs: specs,
    values: byIndex(inputs),
    attributes,
    tolerance: 1e-5,
    traits,
  });
  const [, , lse, scale, ...logits] = headCrossEntropy.reference(inputs, attributes, specs);
  const rounded = [lse, ...logits].map((values) => values.map(Math.fround));
  await expectKernelMatches(headCrossEntropyBackward, {
    inputs: [f32(1), f32(1), ...specs, f32(rows), ...logits.map(() => f32(rows, vocabulary))],
    values: byIndex([Float64Array.of(0.5), scale.map(Math.fround), ...inputs, ...rounded]),
    attributes: { ...attributes, hasBias },
    tolerance: 2e-5,
    traits,
  });
}

describe("head_cross_entropy kernels", () => {
  test.each(CASES)(
    "$rows rows, $channels channels, $vocabulary classes, bias $hasBias, at most $maxLogitsBytes bytes",
    (one) => checkCase(one, true),
  );

  test("a row per workgroup, chunked", () =>
    checkCase({ rows: 20, channels: 4, vocabulary: 12, hasBias: false, maxLogitsBytes: 4 * 12 * 16 }, false));
});
