import { expect, test } from "vitest";
import { epochPermutation } from "./random-permutation.ts";

test.each([0, 1, 2, 65, 1000])("every one of %i items occurs once", (count) => {
  const order = epochPermutation(1, 0, count);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
});

test("an epoch is a function of seed and epoch alone", () => {
  expect(epochPermutation(1, 3, 50)).toEqual(epochPermutation(1, 3, 50));
  expect(epochPermutation(1, 3, 50)).not.toEqual(epochPermutation(1, 4, 50));
  expect(epochPermutation(1, 3, 50)).not.toEqual(epochPermutation(2, 3, 50));
});

test("every item reaches the first place about equally often", () => {
  const first = new Uint32Array(5);
  for (let epoch = 0; epoch < 5000; epoch++) first[epochPermutation(9, epoch, 5)[0]]++;
  for (const times of first) expect(Math.abs(times - 1000)).toBeLessThan(120);
});
