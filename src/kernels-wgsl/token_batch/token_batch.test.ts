import { describe, expect, test } from "vitest";
import { u32 } from "../_kernel/operator.ts";
import { tokenBatch } from "./kernel.ts";
import { labelledBatchReference, labelledWord, tokenBatchReference } from "./reference.ts";

const COUNTING = Float64Array.from({ length: 10 }, (_, i) => i);

describe("token batch reference", () => {
  test("targets are the ids moved by one", () => {
    const [ids, targets] = tokenBatchReference(COUNTING, 50, 3, { seed: 7, index: 4, micro: 1, microSteps: 2 });
    ids.forEach((id, i) => {
      expect(targets[i]).toBe(id + 1);
    });
  });

  test("every start is reached, the last one included, and none behind it", () => {
    const starts = new Set<number>();
    for (let index = 0; index < 40; index++) {
      const [ids] = tokenBatchReference(COUNTING, 5, 4, { seed: 1, index, micro: 0, microSteps: 1 });
      for (let row = 0; row < 5; row++) starts.add(ids[row * 4]);
    }
    expect([...starts].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("rows of micro-batches continue one numbering", () => {
    const step = { seed: 3, index: 2, microSteps: 2 };
    const [whole] = tokenBatchReference(COUNTING, 4, 2, { ...step, micro: 0 });
    const [second] = tokenBatchReference(COUNTING, 2, 2, { ...step, micro: 1 });
    expect([...second]).toEqual([...whole.slice(4)]);
  });

  test("labelled rows begin at multiples of their length, and each token keeps its own label", () => {
    const words = Float64Array.from({ length: 12 }, (_, i) => labelledWord(i, i % 4 === 2 ? undefined : 2 * i));
    const [ids, targets] = labelledBatchReference(words, 40, 4, { seed: 7, index: 4, micro: 0, microSteps: 1 });
    ids.forEach((id, i) => {
      expect(id % 4).toBe(i % 4);
      expect(targets[i]).toBe(i % 4 === 2 ? -100 : 2 * id);
    });
    expect(new Set(ids.filter((_, i) => i % 4 === 0))).toEqual(new Set([0, 4, 8]));
    expect(() => tokenBatch.infer([u32(10)], { batch: 1, sequenceLength: 4, isLabelled: true })).toThrow(
      "not rows of 4",
    );
  });

  test("refuses a split shorter than a row and its target", () => {
    expect(() => tokenBatch.infer([u32(8)], { batch: 1, sequenceLength: 8 })).toThrow("at most 7 tokens");
  });
});
