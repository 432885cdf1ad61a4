import { expect, test } from "vitest";
import { PROFILE } from "./profile.fixture.ts";
import { decadesOf, placeIn, roofAt, roofPoints } from "./roofline-scale.ts";
import { workRows } from "./work-rows.ts";

test("kernels with arithmetic and a time have a place, by intensity, below their roof", () => {
  const points = roofPoints(workRows(PROFILE, "kernel"));
  expect(points.map(({ row }) => row.name)).toEqual(["rmsnorm", "matmul_tn", "matmul_nt"]);
  for (const { row, intensity, flopsPerSecond } of points) {
    expect(flopsPerSecond / roofAt(intensity, PROFILE.device)).toBeCloseTo(row.peakFraction, 10);
  }
});

test("the roof rises with intensity up to the arithmetic's ceiling", () => {
  expect([1, 10, 1000].map((intensity) => roofAt(intensity, PROFILE.device))).toEqual([1e8, 1e9, 1e9]);
});

test("whole decades hold all values", () => {
  const decades = decadesOf([0.3, 42]);
  expect(decades).toEqual({ from: -1, to: 2 });
  expect(placeIn(decades, 1)).toBeCloseTo(1 / 3);
  expect(decadesOf([10])).toEqual({ from: 1, to: 2 });
});
