import { expect, test } from "vitest";
import { solvePositive } from "./linear-system.ts";

test("a system by hand", () => {
  // [4 2; 2 3] [1; 2] = [8; 8]
  expect([...solvePositive(Float64Array.of(4, 2, 2, 3), [8, 8])].map((x) => x.toFixed(12))).toEqual([
    (1).toFixed(12),
    (2).toFixed(12),
  ]);
});

test("a direction without information gets no part of the solution", () => {
  // The second row and column equal the first.
  const solution = solvePositive(Float64Array.of(1, 1, 0, 1, 1, 0, 0, 0, 2), [3, 3, 4]);
  expect([...solution].map((x) => Math.round(1e12 * x) / 1e12)).toEqual([3, 0, 2]);
});
