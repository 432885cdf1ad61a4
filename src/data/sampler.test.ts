import { expect, test } from "vitest";
import { Failure } from "../lib/failure.ts";
import { trainingOffset, trainingOffsetCount } from "./sampler.ts";

test("the last offset leaves room for T targets", () => {
  expect(trainingOffsetCount(129, 128)).toBe(1);
  expect(trainingOffset(1, 0, 0, 1)).toBe(0);
  expect(() => trainingOffsetCount(128, 128)).toThrow(Failure);
  expect(() => trainingOffsetCount(128, 128)).toThrow(/128 tokens/);
});

test("offsets are in range, spread evenly, and differ between rows, steps and seeds", () => {
  const counts = new Uint32Array(10);
  for (let step = 0; step < 500; step++) {
    for (let row = 0; row < 8; row++) counts[Math.floor(trainingOffset(5, step, row, 9_806_596) / 980_660)]++;
  }
  for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(90);
  const offsets = [
    trainingOffset(1, 0, 0, 1e6),
    trainingOffset(1, 0, 1, 1e6),
    trainingOffset(1, 1, 0, 1e6),
    trainingOffset(2, 0, 0, 1e6),
  ];
  expect(new Set(offsets).size).toBe(4);
});

test("fixed values, for kernels and exports to agree with", () => {
  expect([0, 1, 2, 3].map((row) => trainingOffset(1, 0, row, 9_806_596))).toEqual([6960599, 8233913, 8505538, 5568342]);
});
