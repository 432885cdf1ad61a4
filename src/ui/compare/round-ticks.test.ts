import { expect, it } from "vitest";
import { roundTicks } from "./round-ticks.ts";

it("takes round numbers inside the axis", () => {
  expect(roundTicks(5, 20)).toEqual([5, 10, 15, 20]);
  expect(roundTicks(10, 300)).toEqual([100, 200, 300]);
  expect(roundTicks(0.13, 0.52)).toEqual([0.2, 0.3, 0.4, 0.5]);
  expect(roundTicks(0, 1e9)).toEqual([0, 2e8, 4e8, 6e8, 8e8, 1e9]);
});

it("gives none for an axis of one point", () => {
  expect(roundTicks(3, 3)).toEqual([]);
  expect(roundTicks(Infinity, -Infinity)).toEqual([]);
});
