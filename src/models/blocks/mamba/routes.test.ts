import { expect, test } from "vitest";
import { placeOf } from "../../../kernels-wgsl/_kernel/scan-order.ts";
import { routesOf } from "./routes.ts";

const LENGTH = 12;

function paths(scanOrder: "bidirectional" | "cross-4", gridRows: number): number[][] {
  return routesOf({ scanOrder, shareDirections: false }, gridRows).map(({ order }) =>
    Array.from({ length: LENGTH }, (_, t) => placeOf(t, LENGTH, order)),
  );
}

test("cross-4 on a grid of one row is bidirectional run twice: row and column orders coincide", () => {
  const both = paths("bidirectional", 1);
  expect(paths("cross-4", 1)).toEqual([...both, ...both]);
});

test("on a grid of three rows the columns are walked down, and back", () => {
  const [, , down, back] = paths("cross-4", 3);
  expect(down).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  expect(back).toEqual(down.toReversed());
});
