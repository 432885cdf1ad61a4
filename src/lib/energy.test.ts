import { describe, expect, test } from "vitest";
import { NO_COST, scaleCounters, type Counters } from "./counters.ts";
import {
  arithmeticEnergy,
  arithmeticIntensity,
  assumedEnergyJoules,
  gramsCo2,
  memoryEnergy,
  PROXIES,
  ridgeIntensity,
  roofline,
  wattHours,
} from "./energy.ts";
import { COEFFICIENT_TABLES, coefficientTableSchema, customCoefficients } from "./energy-coefficients.ts";

const [nm45, nm7] = COEFFICIENT_TABLES;

function multiplyAdds(count: number): Counters {
  return { ...NO_COST, multiplies: count, adds: count };
}

/** A GEMM [M,K] x [K,N] whose operands are each touched once. */
function gemm(M: number, K: number, N: number): Counters {
  return { ...multiplyAdds(M * K * N), bytesRead: 4 * (M * K + K * N), bytesWritten: 4 * M * N, launches: 1 };
}

describe("worked examples of the energy model", () => {
  const counters = gemm(128, 256, 1024);

  test("GEMM 128x256x1024: 33,554,432 multiply-adds, 154.35 µJ at 45 nm", () => {
    expect(counters.multiplies).toBe(33_554_432);
    expect(arithmeticEnergy(counters, nm45).totalPj / 1e6).toBeCloseTo(154.35, 2);
  });

  test("its memory traffic: 1,703,936 bytes, 272.63 µJ at 160 pJ/B, 34.08 µJ at 20 pJ/B", () => {
    expect(counters.bytesRead + counters.bytesWritten).toBe(1_703_936);
    expect(memoryEnergy(counters, nm45).allDramPj / 1e6).toBeCloseTo(272.63, 2);
    expect(memoryEnergy(counters, customCoefficients(nm45, { dramPjPerByte: 20 })).allDramPj / 1e6).toBeCloseTo(
      34.08,
      2,
    );
    expect(arithmeticIntensity(counters)).toBeCloseTo(39.38, 2);
  });

  test("a tiny GPT: 1,876,480 multiply-adds a token, 8.632 µJ", () => {
    const [T, L, C, Vocab] = [128, 4, 128, 8000];
    const perToken = L * (4 * C * C + 8 * C * C + (2 * C * (T + 1)) / 2) + C * Vocab;
    expect(perToken).toBe(1_876_480);
    expect(arithmeticEnergy(multiplyAdds(perToken), nm45).totalPj / 1e6).toBeCloseTo(8.632, 3);
  });

  test("one multiply-add is 4.6 pJ at 45 nm and 1.69 pJ at 7 nm; an accumulation 0.9 pJ", () => {
    expect(arithmeticEnergy(multiplyAdds(1), nm45).totalPj).toBeCloseTo(4.6, 12);
    expect(arithmeticEnergy(multiplyAdds(1), nm7).totalPj).toBeCloseTo(1.69, 12);
    expect(arithmeticEnergy({ ...NO_COST, adds: 1 }, nm45).totalPj).toBe(0.9);
  });
});

test("special functions are ten multiply-adds each, in a bar of their own", () => {
  const energy = arithmeticEnergy({ ...multiplyAdds(3), specials: 2 }, nm45);
  expect(energy.specialPj).toBeCloseTo(92, 12);
  expect(energy.totalPj).toBeCloseTo(92 + 3 * 4.6, 12);
});

test("doubling the batch doubles arithmetic, while decode re-reads the same weights", () => {
  const one = gemm(1, 96, 256);
  const two = gemm(2, 96, 256);
  expect(arithmeticEnergy(two, nm45).totalPj).toBeCloseTo(2 * arithmeticEnergy(one, nm45).totalPj, 6);
  expect(two.bytesRead - one.bytesRead).toBe(4 * 96);
  const everything = { ...gemm(3, 5, 7), specials: 4, workgroupBytes: 12 };
  expect(memoryEnergy(scaleCounters(everything, 2), nm7).allDramPj).toBeCloseTo(
    2 * memoryEnergy(everything, nm7).allDramPj,
    9,
  );
});

test("memory energy is a range, and workgroup memory is charged on both ends", () => {
  const counters = { ...NO_COST, bytesRead: 60, bytesWritten: 4, workgroupBytes: 16 };
  expect(memoryEnergy(counters, nm45)).toEqual({ allInCachePj: 64 * 12.5 + 20, allDramPj: 64 * 160 + 20 });
});

describe("roofline", () => {
  const device = { peakFlopsPerSecond: 4e12, bytesPerSecond: 2e11, secondsPerLaunch: 1e-6 };

  test("time is continuous at the ridge, where both terms are equal", () => {
    expect(ridgeIntensity(device)).toBe(20);
    const at = (flops: number): number => roofline({ ...NO_COST, adds: flops, bytesRead: 1e9 }, device).seconds;
    expect(at(20e9)).toBeCloseTo(1e9 / 2e11, 12);
    expect(at(20e9 * (1 + 1e-9)) - at(20e9 * (1 - 1e-9))).toBeLessThan(1e-10);
  });

  test("classifies by the largest term and adds the launches", () => {
    expect(roofline({ ...NO_COST, adds: 1e10, bytesRead: 8 }, device).bound).toBe("compute");
    expect(roofline({ ...NO_COST, adds: 1, bytesRead: 1e9 }, device).bound).toBe("memory");
    const tiny = roofline({ ...NO_COST, adds: 4e6, bytesRead: 4, launches: 10 }, device);
    expect(tiny.bound).toBe("launch");
    expect(tiny.seconds).toBeCloseTo(1e-6 + 10e-6, 12);
  });
});

test("time times assumed power, watt-hours and CO2", () => {
  expect(assumedEnergyJoules({ busySeconds: 120, assumedWatts: 15 })).toBe(1800);
  expect(assumedEnergyJoules({ busySeconds: 1, assumedWatts: 60, idleSeconds: 2, assumedIdleWatts: 5 })).toBe(70);
  expect(wattHours(1800)).toBe(0.5);
  expect(gramsCo2(3_600_000, 400)).toBe(400);
});

test("a custom table survives JSON and never keeps a published id", () => {
  const custom = customCoefficients(nm7, { multiplyAddsPerSpecial: 4 });
  expect(custom.id).toBe("custom");
  expect(coefficientTableSchema.parse(JSON.parse(JSON.stringify(custom)))).toEqual(custom);
  expect(customCoefficients(custom, { addF32Pj: 1 }).title).toBe(custom.title);
  expect(() => customCoefficients(nm7, { addF32Pj: -1 })).toThrow();
});

test("each of the five proxies says what it does not tell", () => {
  expect(PROXIES).toHaveLength(5);
  for (const proxy of PROXIES) expect(proxy.doesNotTell).toMatch(/^Does not tell .+\.$/);
});
