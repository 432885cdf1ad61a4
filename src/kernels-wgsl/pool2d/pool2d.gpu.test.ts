import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from "./kernel.ts";

// Sums of at most 25 values.
describe("pooling kernels", () => {
  test.each([
    { shape: [1, 1, 1, 1], kernel: [1, 1], stride: [1, 1], padding: [0, 0] },
    { shape: [2, 7, 6, 3], kernel: [2, 2], stride: [2, 2], padding: [0, 0] },
    { shape: [2, 5, 7, 20], kernel: [3, 3], stride: [1, 1], padding: [1, 1] },
    { shape: [1, 13, 9, 63], kernel: [3, 5], stride: [2, 3], padding: [1, 2] },
    { shape: [3, 9, 8, 4], kernel: [2, 3], stride: [4, 1], padding: [1, 0] },
  ] as const)("$shape by $kernel, stride $stride, padding $padding", async ({ shape, kernel, stride, padding }) => {
    const x = f32(...shape);
    const settings = { kernel, stride, padding };
    const image = [shape[1], shape[2]] as const;
    const [y] = maxPool.infer([x], settings);
    for (const countsPadding of [true, false]) {
      const attributes = { ...settings, countsPadding };
      await expectKernelMatches(averagePool, { inputs: [x], attributes, tolerance: 2e-6 });
      const backward = { ...attributes, image };
      await expectKernelMatches(averagePoolBackward, { inputs: [y], attributes: backward, tolerance: 2e-6 });
    }
    // Few distinct values make many ties.
    const values = { 0: Float64Array.from({ length: x.shape.reduce((a, b) => a * b) }, (_, i) => ((i * i) % 7) - 3) };
    await expectKernelMatches(maxPool, { inputs: [x], attributes: settings, tolerance: 0 });
    await expectKernelMatches(maxPool, { inputs: [x], attributes: settings, values, tolerance: 0 });
    const [, tap] = maxPool.reference([values[0]], settings, [x]);
    await expectKernelMatches(maxPoolBackward, {
      inputs: [y, u32(...y.shape)],
      attributes: { ...settings, image },
      values: { 1: tap },
      tolerance: 2e-6,
    });
  });
});
