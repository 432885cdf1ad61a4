/**
 * Five separate stand-ins for cost and energy, since no browser exposes joules. They are never merged into one number,
 * and each goes with the sentence that says what it cannot tell (`PROXIES`). The fifth is in compute-pressure.ts.
 */
import { flopsOf, type Counters } from "./counters.ts";
import type { CoefficientTable } from "./energy-coefficients.ts";

export interface ProxyText {
  readonly id: "arithmetic" | "memory" | "roofline" | "time-power" | "pressure";
  readonly title: string;
  readonly unit: string;
  readonly tells: string;
  readonly doesNotTell: string;
}

export const PROXIES: readonly ProxyText[] = [
  {
    id: "arithmetic",
    title: "Arithmetic energy",
    unit: "J",
    tells: "What an idealised chip with this arithmetic would spend on its ALUs; reproduces the tables of papers.",
    doesNotTell:
      "Does not tell what this GPU spends: its ALUs are a minority of its power, and 8-bit arithmetic emulated in f32 saves nothing here.",
  },
  {
    id: "memory",
    title: "Memory-traffic energy",
    unit: "J",
    tells: "Who is bound by traffic; decoding is dominated by reading weights and keys.",
    doesNotTell:
      "Does not tell cache hits: a small model may never leave the cache, hence a range from all-in-cache to all-DRAM.",
  },
  {
    id: "roofline",
    title: "Roofline time",
    unit: "s",
    tells: "The time this device would need at its measured peak, and whether arithmetic, memory or launches bound it.",
    doesNotTell: "Does not tell occupancy, divergence or clock drops.",
  },
  {
    id: "time-power",
    title: "Measured time × assumed power",
    unit: "J",
    tells: "The relative energy of two runs on the same device, if its power is equal in both.",
    doesNotTell:
      "Does not tell real joules: the power is your guess, and it varies two- to fivefold with load and clocks.",
  },
  {
    id: "pressure",
    title: "CPU pressure",
    unit: "share of time",
    tells: "Other load or thermal stress on the CPU during the run.",
    doesNotTell: "Does not tell GPU load, watts, or which process causes it.",
  },
];

export interface ArithmeticEnergy {
  readonly multiplyAddPj: number;
  /** Special functions, shown as their own bar because their price is an assumption. */
  readonly specialPj: number;
  readonly totalPj: number;
}

/** Proxy 1: every multiplication, addition and special function at its tabulated price. */
export function arithmeticEnergy(counters: Counters, table: CoefficientTable): ArithmeticEnergy {
  const multiplyAddPj = counters.multiplies * table.multiplyF32Pj + counters.adds * table.addF32Pj;
  const specialPj = counters.specials * table.multiplyAddsPerSpecial * (table.multiplyF32Pj + table.addF32Pj);
  return { multiplyAddPj, specialPj, totalPj: multiplyAddPj + specialPj };
}

export interface MemoryEnergy {
  /** If global memory traffic never left the cache. */
  readonly allInCachePj: number;
  /** If every minimal read and write went to DRAM. */
  readonly allDramPj: number;
}

/** Proxy 2: minimal global traffic between all-in-cache and all-DRAM, and workgroup traffic on chip. */
export function memoryEnergy(counters: Counters, table: CoefficientTable): MemoryEnergy {
  const globalBytes = counters.bytesRead + counters.bytesWritten;
  const workgroupPj = counters.workgroupBytes * table.workgroupPjPerByte;
  return {
    allInCachePj: globalBytes * table.cachePjPerByte + workgroupPj,
    allDramPj: globalBytes * table.dramPjPerByte + workgroupPj,
  };
}

/** FLOPs per byte of minimal global traffic. */
export function arithmeticIntensity(counters: Counters): number {
  return flopsOf(counters) / (counters.bytesRead + counters.bytesWritten);
}

/** What the device was measured to do, once: a multiply-add loop, a large copy, a thousand empty dispatches. */
export interface MeasuredDevice {
  readonly peakFlopsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly secondsPerLaunch: number;
}

export interface Roofline {
  readonly seconds: number;
  readonly bound: "compute" | "memory" | "launch";
  readonly computeSeconds: number;
  readonly memorySeconds: number;
  readonly launchSeconds: number;
}

/** Proxy 3: max(FLOPs / peak, bytes / bandwidth) + launches; bound by the largest of the three terms. */
export function roofline(counters: Counters, device: MeasuredDevice): Roofline {
  const computeSeconds = flopsOf(counters) / device.peakFlopsPerSecond;
  const memorySeconds = (counters.bytesRead + counters.bytesWritten) / device.bytesPerSecond;
  const launchSeconds = counters.launches * device.secondsPerLaunch;
  const workSeconds = Math.max(computeSeconds, memorySeconds);
  const workBound = computeSeconds >= memorySeconds ? "compute" : "memory";
  return {
    seconds: workSeconds + launchSeconds,
    bound: launchSeconds > workSeconds ? "launch" : workBound,
    computeSeconds,
    memorySeconds,
    launchSeconds,
  };
}

/** The intensity, in FLOPs per byte, at which a kernel stops being bound by memory. */
export function ridgeIntensity(device: MeasuredDevice): number {
  return device.peakFlopsPerSecond / device.bytesPerSecond;
}

export const POWER_PRESETS = [
  { id: "phone", title: "Phone", watts: 4 },
  { id: "integrated", title: "Integrated graphics", watts: 15 },
  { id: "software", title: "CPU, software adapter", watts: 30 },
  { id: "laptop", title: "Laptop graphics card", watts: 60 },
  { id: "desktop", title: "Desktop graphics card", watts: 200 },
] as const;

export interface TimeTimesPower {
  /** Sum of the passes' timestamp differences, not wall-clock time. */
  readonly busySeconds: number;
  readonly assumedWatts: number;
  readonly idleSeconds?: number;
  readonly assumedIdleWatts?: number;
}

/** Proxy 4, in joules. */
export function assumedEnergyJoules(use: TimeTimesPower): number {
  return use.busySeconds * use.assumedWatts + (use.idleSeconds ?? 0) * (use.assumedIdleWatts ?? 0);
}

export function wattHours(joules: number): number {
  return joules / 3600;
}

/** Grams of CO2 at the user's grid intensity in grams per kilowatt-hour. */
export function gramsCo2(joules: number, gramsPerKilowattHour: number): number {
  return (wattHours(joules) / 1000) * gramsPerKilowattHour;
}
