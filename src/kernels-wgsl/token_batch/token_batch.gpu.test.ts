import { describe, expect, test } from "vitest";
import { threefry2x32, mulHigh } from "../../lib/threefry.ts";
import { FIRST_STEP, runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { u32 } from "../_kernel/operator.ts";
import { tokenBatch } from "./kernel.ts";
import { labelledWord, tokenBatchReference } from "./reference.ts";

const tokensOf = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => threefry2x32(5, 5, 0, i)[0] % 256);

describe("token batch kernel", () => {
  test.each([
    [2, 1, 1],
    [100, 3, 63],
    [5000, 7, 65],
  ])("%i tokens, %i rows of %i", async (length, batch, sequenceLength) => {
    await expectKernelMatches(tokenBatch, {
      inputs: [u32(length)],
      attributes: { batch, sequenceLength },
      values: { 0: tokensOf(length) },
      tolerance: 0,
    });
  });

  test.each([
    [1, 2, 1],
    [5, 3, 63],
    [100, 7, 5],
  ])("%i labelled rows, %i of them, of %i tokens", async (rows, batch, sequenceLength) => {
    const length = rows * sequenceLength;
    const words = tokensOf(length).map((token, i) => labelledWord(token, i % 3 === 0 ? undefined : token % 17));
    await expectKernelMatches(tokenBatch, {
      inputs: [u32(length)],
      attributes: { batch, sequenceLength, isLabelled: true },
      values: { 0: words },
      tolerance: 0,
    });
  });

  test("later steps, micro-batches and large seeds draw what the host draws", async () => {
    const [length, attributes] = [3001, { batch: 33, sequenceLength: 2 }];
    for (const [index, micro, seed] of [
      [1, 0, 1],
      [123_456, 3, 0xffff_fffe],
      [0xffff_ffff, 0xffff_ffff, 0x8000_0000],
    ]) {
      const step = { ...FIRST_STEP, index, micro, seed, microSteps: 4 };
      const input = { spec: u32(length), values: tokensOf(length) };
      const { outputs } = await runOnGpu(tokenBatch, [input], attributes, { step });
      const want = tokenBatchReference(input.values, attributes.batch, attributes.sequenceLength, step);
      expect(outputs.map((output) => [...output])).toEqual(want.map((output) => [...output]));
    }
  });

  test("a split whose tokens are their own positions shows the starts themselves", async () => {
    const length = 200_000;
    const input = { spec: u32(length), values: Float64Array.from({ length }, (_, i) => i) };
    const { outputs } = await runOnGpu(tokenBatch, [input], { batch: 64, sequenceLength: 1 });
    outputs[0].forEach((start, row) => {
      expect(start).toBe(mulHigh(threefry2x32(1, 1, 0, row)[0], length - 1));
    });
  });
});
