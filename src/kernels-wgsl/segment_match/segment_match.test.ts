import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { segmentMatch } from "./kernel.ts";

function matched(cost: readonly number[], queries: number, present: readonly number[]): number[] {
  const specs = [f32(1, queries, present.length), f32(1, present.length)];
  const [assignment] = segmentMatch.reference([Float64Array.from(cost), Float64Array.from(present)], {}, specs);
  return Array.from({ length: queries }, (_, q) =>
    assignment.subarray(q * present.length, (q + 1) * present.length).indexOf(1),
  );
}

/** Least cost over every way to give segments from `segment` on queries of their own. */
function bruteForce(cost: Float64Array, queries: number, segments: number, segment = 0, used = 0): number {
  if (segment === segments) return 0;
  let least = Infinity;
  for (let q = 0; q < queries; q++) {
    if ((used & (1 << q)) !== 0) continue;
    const rest = bruteForce(cost, queries, segments, segment + 1, used | (1 << q));
    least = Math.min(least, cost[q * segments + segment] + rest);
  }
  return least;
}

describe("assignment of segments to queries", () => {
  test("worked numbers: the cheapest pair is not always taken", () => {
    // Query 0 is best for both; giving it to segment 1 saves more.
    expect(matched([1, 0, 2, 9, 8, 8], 3, [1, 1])).toEqual([1, 0, -1]);
  });

  test("of equal costs the earlier query and the lower segment; absent segments get none", () => {
    expect(matched([1, 1, 1, 1, 1, 1], 3, [1, 1])).toEqual([0, 1, -1]);
    expect(matched([5, 0, 5, 0], 2, [1, 0])).toEqual([0, -1]);
    expect(matched([5, 0, 5, 0], 2, [0, 0])).toEqual([-1, -1]);
  });

  test.each([
    [1, 1],
    [6, 6],
    [6, 4],
    [7, 3],
  ])("%i queries and %i segments cost what brute force finds", (queries, segments) => {
    const present = Array.from({ length: segments }, () => 1);
    for (let seed = 1; seed <= 5; seed++) {
      const cost = randomValues(queries * segments, seed);
      const chosen = matched([...cost], queries, present);
      expect(chosen.filter((segment) => segment >= 0).sort()).toEqual(present.map((_, g) => g));
      const sum = chosen.reduce((total, g, q) => total + (g < 0 ? 0 : cost[q * segments + g]), 0);
      expect(sum).toBeCloseTo(bruteForce(cost, queries, segments), 12);
    }
  });

  test("refuses more than it can count", () => {
    expect(() => segmentMatch.infer([f32(1, 12, 9), f32(1, 9)], {})).toThrow("at most 8 segments");
    expect(() => segmentMatch.infer([f32(1, 4, 5), f32(1, 5)], {})).toThrow("at least as many as segments");
  });
});
