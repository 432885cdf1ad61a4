import { describe, expect, it } from "vitest";
import { cosineWarmup } from "./cosine-warmup.ts";
import { makeSchedule } from "./index.ts";

describe("cosine with warm-up", () => {
  const schedule = { peak: 0.01, lowest: 0.001, warmupSteps: 4, totalSteps: 20 };

  it("rises in equal parts to the peak, which it reaches at the last step of the warm-up", () => {
    expect([0, 1, 2, 3].map((t) => cosineWarmup(t, schedule))).toEqual([0.0025, 0.005, 0.0075, 0.01]);
  });

  it("is half way at the middle of the cosine, lowest from the end on", () => {
    expect(cosineWarmup(4, schedule)).toBeCloseTo(0.01, 15);
    expect(cosineWarmup(12, schedule)).toBeCloseTo(0.0055, 15);
    expect(cosineWarmup(20, schedule)).toBe(0.001);
    expect(cosineWarmup(1000, schedule)).toBe(0.001);
  });

  it("works without a warm-up", () => {
    expect(cosineWarmup(0, { ...schedule, warmupSteps: 0 })).toBeCloseTo(0.01, 15);
  });
});

it("makes schedules from settings: shares of the run and of the peak", () => {
  const cosine = makeSchedule({ kind: "cosine-warmup", warmupFraction: 0.05, finalFraction: 0.1 }, 0.008, 300);
  expect(cosine(0)).toBeCloseTo(0.008 / 15, 12);
  expect(cosine(14)).toBe(0.008);
  expect(cosine(300)).toBeCloseTo(0.0008, 12);
  const constant = makeSchedule({ kind: "constant-warmup", warmupFraction: 0.1 }, 0.008, 20);
  expect([0, 1, 2, 19].map(constant)).toEqual([0.004, 0.008, 0.008, 0.008]);
});
