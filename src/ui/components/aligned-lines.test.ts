import { expect, it } from "vitest";
import { alignLines, shownRange, thinned } from "./aligned-lines.ts";

it("puts lines with different x on one axis, with gaps where a line has no point", () => {
  const columns = alignLines([
    { x: [1, 3], y: [10, 30] },
    { x: [2, 3, 4], y: [5, Number.NaN, 7] },
  ]);
  expect(columns).toEqual([
    [1, 2, 3, 4],
    [10, null, 30, null],
    [null, 5, null, 7],
  ]);
});

it("thins a long line evenly and keeps its ends", () => {
  const x = Array.from({ length: 1001 }, (_, index) => index);
  const line = thinned({ x, y: x }, 100);
  expect(line.x.length).toBeLessThanOrEqual(102);
  expect([line.x[0], line.x.at(-1)]).toEqual([0, 1000]);
  expect(thinned({ x: [1, 2], y: [3, 4] }, 100).x).toEqual([1, 2]);
});

it("shows everything of a short line, and a long one without its steep start", () => {
  expect(
    shownRange(
      [
        [1, 2],
        [8, 3],
      ],
      [2.5],
    ),
  ).toEqual([2.5, 8]);
  const x = Array.from({ length: 100 }, (_, index) => index);
  const falling = x.map((value) => (value < 10 ? 100 : 3));
  expect(shownRange([x, falling], [])).toEqual([3, 3]);
  expect(shownRange([[], []], [])).toBeUndefined();
});
