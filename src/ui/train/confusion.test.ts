import { expect, test } from "vitest";
import { confusionOf } from "./confusion.ts";

test("rows are what an image shows, columns what it was taken for", () => {
  expect(confusionOf([0, 1, 1, 2, 2, 2], [0, 1, 0, 2, 2, 1], 3)).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 1, 2],
  ]);
});

test("a slice that was scored in part counts what was scored", () => {
  expect(confusionOf([1, 1, 0], [1], 2)).toEqual([
    [0, 0],
    [0, 1],
  ]);
});
