import { expect } from "vitest";
import { randomValues } from "./check-gradient.ts";
import { runOnGpu } from "./gpu-run.ts";
import { sizeOf, type Attributes, type DeviceTraits, type Operator, type TensorSpec } from "./operator.ts";
import type { StepValues } from "./step.ts";

export interface KernelCase<A extends Attributes> {
  readonly inputs: readonly TensorSpec[];
  readonly attributes: A;
  /** Values of chosen inputs; all others are random in (-1, 1). */
  readonly values?: Readonly<Record<number, Float64Array>>;
  /**
   * Largest error of an element relative to the RMS of its tensor (0: bit-equal after rounding to float32). Derive it
   * from the length of the reduction: at most 1e-5 forward and 1e-4 backward.
   */
  readonly tolerance: number;
  readonly step?: StepValues;
  /** Force or forbid a variant. */
  readonly traits?: Partial<DeviceTraits>;
}

export interface TensorError {
  readonly rmsRatio: number;
  /** Worst |got - want| over the RMS of `want` (at least 1e-6). */
  readonly worst: number;
  readonly index: number;
  readonly got: number;
  readonly want: number;
}

export function compareTensors(got: Float64Array, want: Float64Array): TensorError {
  const rms = Math.max(1e-6, Math.sqrt(want.reduce((sum, w) => sum + w * w, 0) / Math.max(1, want.length)));
  let index = 0;
  let worst = 0;
  let squares = 0;
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(got[i] - want[i]);
    squares += difference * difference;
    if (!(difference / rms <= worst)) [worst, index] = [difference / rms, i];
  }
  return {
    rmsRatio: Math.sqrt(squares / Math.max(1, want.length)) / rms,
    worst,
    index,
    got: got[index],
    want: want[index],
  };
}

/** Runs one case on the GPU and holds every output (and mutated input) against the float64 reference. */
export async function expectKernelMatches<A extends Attributes>(
  operator: Operator<A>,
  test: KernelCase<A>,
): Promise<void> {
  const inputs = test.inputs.map((spec, i) => ({
    spec,
    values: test.values?.[i] ?? randomValues(sizeOf(spec.shape), i + 1),
  }));
  const want = operator.reference(
    inputs.map((input) => input.values),
    test.attributes,
    test.inputs,
  );
  const options = { ...(test.step && { step: test.step }), ...(test.traits && { traits: test.traits }) };
  const run = await runOnGpu(operator, inputs, test.attributes, options);
  const where = `${operator.name} ${JSON.stringify(test.attributes)} on ${test.inputs.map((s) => `[${s.shape.join(",")}]`).join(" ")}`;
  expect(run.brokenGuards, `${where}: guard bands written`).toEqual([]);
  expect(run.outputs.length, `${where}: outputs`).toBe(want.length);
  run.outputs.forEach((got, i) => {
    expect(got.length, `${where}: size of output ${i}`).toBe(want[i].length);
    const error = compareTensors(
      got,
      Float64Array.from(want[i], (value) => (test.tolerance === 0 ? Math.fround(value) : value)),
    );
    const message = `${where}: output ${i} differs by ${error.worst.toExponential(2)} at ${error.index} (got ${error.got}, want ${error.want})`;
    expect(error.worst, message).toBeLessThanOrEqual(test.tolerance);
  });
}
