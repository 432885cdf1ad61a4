import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { compareTensors } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { stepAt } from "../_optimizer/trajectory.ts";
import { muon } from "./kernel.ts";
import { matrixOffsets } from "./matrices.ts";
import { muonReference } from "./reference.ts";

/** Two wide matrices of one shape, a tall one, a flattened convolution; and a vector for AdamW. */
const MATRICES = [
  { offset: 0, rows: 5, columns: 9 },
  { offset: 64, rows: 11, columns: 3 },
  { offset: 128, rows: 5, columns: 9 },
  { offset: 192, rows: 3, columns: 14, aspect: 2 },
];
const VECTOR = { offset: 256, rows: 1, columns: 17 };
const FLOATS = 320;

function arena(stream: number): Float64Array {
  const values = new Float64Array(FLOATS);
  [...MATRICES, VECTOR].forEach(({ offset, rows, columns }, i) =>
    values.set(randomValues(rows * columns, 10 * stream + i), offset),
  );
  return values;
}

test.each([true, false])("five steps, Nesterov %s", async (nesterov) => {
  const attributes = { momentum: 0.9, nesterov, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, matrices: MATRICES };
  let device = [
    { spec: f32(FLOATS), values: arena(1) },
    { spec: f32(FLOATS), values: arena(2) },
    { spec: f32(FLOATS), values: new Float64Array(FLOATS) },
    { spec: f32(FLOATS), values: new Float64Array(FLOATS) },
    { spec: u32(5), values: Float64Array.of(0, 0, 0, 0, 1) },
    { spec: f32(8), values: Float64Array.of(0.125, 1, 1, 0, 0, 1, 0, 0) },
    { spec: f32(2), values: Float64Array.of(1, 0.75) },
    { spec: u32(4), values: matrixOffsets(MATRICES) },
  ];
  let truth = device.map(({ values }) => values);
  const written = muon.mutates!;
  for (let index = 0; index < 5; index++) {
    const gradients = arena(index + 2);
    device = device.map((input, i) => (i === 1 ? { ...input, values: gradients } : input));
    truth = truth.map((values, i) => (i === 1 ? gradients : values));
    const step = stepAt(index, [0.9, 0.95]);
    // Row sums by one thread and by a workgroup, products in registers and in workgroup tiles, in turn.
    const run = await runOnGpu(muon, device, attributes, { step, traits: { isSoftware: index < 3 } });
    const want = muonReference(truth, attributes, step);
    expect(run.brokenGuards).toEqual([]);
    device = device.map((input, i) =>
      written.includes(i) ? { ...input, values: run.outputs[written.indexOf(i)] } : input,
    );
    truth = truth.map((values, i) => (written.includes(i) ? want[written.indexOf(i)] : values));
  }
  for (const i of written) {
    const error = compareTensors(device[i].values, truth[i]);
    expect(error.worst, `input ${i} at ${error.index}: got ${error.got}, want ${error.want}`).toBeLessThan(1e-5);
  }
});
