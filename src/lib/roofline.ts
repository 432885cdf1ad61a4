import type { MeasuredDevice } from "./energy.ts";

/** Work that was done in a time. */
export interface TimedWork {
  readonly ms: number;
  /** Multiplications and additions. */
  readonly flops: number;
  /** Global memory read and written, each operand once. */
  readonly bytes: number;
}

export interface RoofShare {
  /** Share of the measured ceiling that it reached: of the arithmetic, or of the bandwidth, whichever is larger. */
  readonly peakFraction: number;
  /** The ceiling that `peakFraction` is of. */
  readonly bound: "compute" | "memory";
}

/** What work in a time comes to against a device's ceilings; 0 for a time too short to be seen (roofline: Williams et al. 2009). */
export function roofShare({ ms, flops, bytes }: TimedWork, device: MeasuredDevice): RoofShare {
  const [compute, memory] = [flops / device.peakFlopsPerSecond, bytes / device.bytesPerSecond];
  const leastSeconds = Math.max(compute, memory);
  return { peakFraction: ms > 0 ? leastSeconds / (ms / 1000) : 0, bound: compute >= memory ? "compute" : "memory" };
}
