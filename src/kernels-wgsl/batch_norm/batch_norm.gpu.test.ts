import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf, type Shape } from "../_kernel/operator.ts";
import { batchNormBackward, batchNormBackwardWeight } from "./backward.ts";
import { batchNorm } from "./kernel.ts";
import { batchNormRunning } from "./running.ts";

const SHAPES: readonly Shape[] = [
  [2, 1],
  [3, 63],
  [2, 9, 7, 12],
  [257, 5],
];

// Means over at most 257 rows that are first shifted by one of them.
describe.each([true, false])("batch norm kernels, long tiles: %s", (isSoftware) => {
  const traits = { isSoftware };

  test.each(SHAPES.map((shape) => ({ shape })))("$shape", async ({ shape }) => {
    const [x, channel] = [f32(...shape), f32(shape[shape.length - 1])];
    const attributes = { eps: 1e-2 };
    await expectKernelMatches(batchNorm, { inputs: [x, channel, channel], attributes, tolerance: 5e-6, traits });
    const sums = { inputs: [x, x, channel, channel], attributes: {}, tolerance: 1e-5, traits };
    await expectKernelMatches(batchNormBackwardWeight, sums);
    const inputs = [x, x, channel, channel, channel, channel, channel];
    await expectKernelMatches(batchNormBackward, { inputs, attributes: {}, tolerance: 5e-6, traits });
    await expectKernelMatches(batchNormRunning, {
      inputs: [channel, channel, channel, channel],
      attributes: { rows: sizeOf(shape) / shape[shape.length - 1], momentum: 0.1 },
      tolerance: 5e-6,
      traits,
    });
  });

  test("mean 30 and deviation 0.1 keep their precision; a channel of one value stays finite", async () => {
    const values = randomValues(500, 1).map((value, i) => (i % 5 === 0 ? 30.1 : 30 + 0.1 * value));
    await expectKernelMatches(batchNorm, {
      inputs: [f32(100, 5), f32(5), f32(5)],
      attributes: { eps: 1e-5 },
      values: { 0: values.map(Math.fround) },
      tolerance: 1e-5,
      traits,
    });
  });
});
