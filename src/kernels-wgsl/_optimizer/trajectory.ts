import { expect } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { compareTensors } from "../_kernel/harness.ts";
import { f32, u32, type Attributes, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import type { StepValues } from "../_kernel/step.ts";
import { REFERENCE_STEP } from "./update.ts";

/** Tensors of 35, 70, 3 and 1 floats on 64-float boundaries; the third does not decay, the last is frozen. */
const TENSORS = [
  { offset: 0, floats: 35, group: 0 },
  { offset: 64, floats: 70, group: 0 },
  { offset: 192, floats: 3, group: 1 },
  { offset: 256, floats: 1, group: 2 },
];
export const ARENA_FLOATS = 320;

/** Values of an arena: random where there are tensors, zero in the padding. */
export function arenaValues(stream: number): Float64Array {
  const values = new Float64Array(ARENA_FLOATS);
  TENSORS.forEach(({ offset, floats }, i) => values.set(randomValues(floats, 10 * stream + i), offset));
  return values;
}

export interface Rule<A extends Attributes> {
  readonly operator: Operator<A>;
  readonly attributes: A;
  readonly states: number;
  /** Bias corrections' betas. */
  readonly betas?: readonly [number, number];
  readonly reference: (inputs: readonly Float64Array[], step: StepValues) => readonly Float64Array[];
}

export function stepAt(index: number, betas: readonly [number, number] = [0, 0]): StepValues {
  const [correction1, correction2] = betas.map((beta) => 1 / (1 - beta ** (index + 1)));
  return { ...REFERENCE_STEP, index, correction1, correction2 };
}

export function updateInputs(states: number): readonly { spec: TensorSpec; values: Float64Array }[] {
  const blocks = new Float64Array(ARENA_FLOATS / 64);
  TENSORS.forEach(({ offset, floats, group }) => blocks.fill(group, offset / 64, Math.ceil((offset + floats) / 64)));
  const arena = (values: Float64Array) => ({ spec: f32(ARENA_FLOATS), values });
  return [
    arena(arenaValues(1)),
    arena(arenaValues(2)),
    ...Array.from({ length: states }, () => arena(new Float64Array(ARENA_FLOATS))),
    { spec: u32(ARENA_FLOATS / 64), values: blocks },
    { spec: f32(12), values: Float64Array.of(0.125, 1, 0, 0, 0, 0.5, 0, 0, 0.125, 0, 0, 0) },
    { spec: f32(2), values: Float64Array.of(1, 0.75) },
  ];
}

/** Ten steps on the GPU and in float64, each on its own state; the last states must agree, padding must be zero. */
export async function expectTrajectoryMatches<A extends Attributes>(rule: Rule<A>, tolerance: number): Promise<void> {
  const { operator, attributes, states, betas, reference } = rule;
  let device = updateInputs(states);
  let truth = device.map(({ values }) => values);
  const written = operator.mutates ?? [];
  for (let index = 0; index < 10; index++) {
    const gradients = arenaValues(index + 2);
    const step = stepAt(index, betas);
    device = device.map((input, i) => (i === 1 ? { ...input, values: gradients } : input));
    truth = truth.map((values, i) => (i === 1 ? gradients : values));
    const run = await runOnGpu(operator, device, attributes, { step });
    const want = reference(truth, step);
    expect(run.brokenGuards).toEqual([]);
    device = device.map((input, i) =>
      written.includes(i) ? { ...input, values: run.outputs[written.indexOf(i)] } : input,
    );
    truth = truth.map((values, i) => (written.includes(i) ? want[written.indexOf(i)] : values));
  }
  for (const i of written) {
    const error = compareTensors(device[i].values, truth[i]);
    expect(
      error.worst,
      `${operator.name}, input ${i} at ${error.index}: got ${error.got}, want ${error.want}`,
    ).toBeLessThan(tolerance);
    expect(device[i].values.slice(35, 64).every((value) => value === 0)).toBe(true);
  }
  const frozen = 256;
  expect(device[0].values[frozen]).toBe(arenaValues(1)[frozen]);
}
