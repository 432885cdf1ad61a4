import { describe, expect, test } from "vitest";
import { FIRST_STEP, runOnGpu } from "../_kernel/gpu-run.ts";
import { compareTensors, expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { imageBatch } from "./kernel.ts";
import { imageBatchReference, packBytes } from "./reference.ts";

/** One multiplication and one addition. */
const TOLERANCE = 5e-7;

function inputsOf(count: number, size: number, channels: number): Float64Array[] {
  const bytes = Uint8Array.from({ length: count * size }, (_, i) => (i * 37 + (i >> 5)) % 256);
  const classes = Float64Array.from({ length: count }, (_, i) => i % 10);
  const table = Float64Array.from({ length: 2 * channels }, (_, i) =>
    Math.fround(i < channels ? 0.016 + i / 999 : -1.9),
  );
  return [Float64Array.from(packBytes(bytes)), classes, table];
}

describe("image batch kernel", () => {
  test.each([
    [1, 1, 1, 1, 1, false, 0],
    [7, 3, 5, 7, 3, true, 2],
    [3, 5, 4, 4, 1, true, 4],
    [11, 9, 32, 32, 3, true, 4],
  ] as const)("%i of them, %i images of %i x %i x %i", async (batch, count, height, width, channels, flip, shift) => {
    const [pixels, classes, table] = inputsOf(count, height * width * channels, channels);
    await expectKernelMatches(imageBatch, {
      inputs: [u32(pixels.length), u32(count), f32(2, channels)],
      attributes: { batch, height, width, channels, flip, shift },
      values: { 0: pixels, 1: classes, 2: table },
      tolerance: TOLERANCE,
    });
  });

  test("later steps, micro-batches and large seeds draw what the host draws", async () => {
    const attributes = { batch: 5, height: 3, width: 3, channels: 3, flip: true, shift: 1 };
    const values = inputsOf(301, 27, 3);
    const specs = [u32(values[0].length), u32(301), f32(2, 3)];
    for (const [index, micro, seed] of [
      [123_456, 3, 0xffff_fffe],
      [0xffff_ffff, 0xffff_ffff, 0x8000_0000],
    ]) {
      const step = { ...FIRST_STEP, index, micro, seed, microSteps: 4 };
      const inputs = specs.map((spec, i) => ({ spec, values: values[i] }));
      const { outputs } = await runOnGpu(imageBatch, inputs, attributes, { step });
      const [images, labels] = imageBatchReference(values, attributes, step);
      expect([...outputs[1]]).toEqual([...labels]);
      expect(compareTensors(outputs[0], images).worst).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});
