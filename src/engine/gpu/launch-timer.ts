import { flopsOf } from "../../lib/counters.ts";
import type { PlannedLaunch } from "../plan/plan.ts";
import type { Gpu } from "./gpu.ts";

/** One launch of a profiled step. */
export interface LaunchTime {
  /** `<operator>_<pass>`. */
  readonly label: string;
  /** Path of the block it belongs to, such as `layers.0.attn`. */
  readonly scope: string;
  readonly phase: PlannedLaunch["phase"];
  /** From the begin of the step's first launch, by the device's clock. */
  readonly startMs: number;
  readonly ms: number;
  /** Multiplications and additions. */
  readonly flops: number;
  /** Global memory read and written, each operand once. */
  readonly bytes: number;
}

/** A query set holds at most 4096 stamps, two per launch. */
const MAX_LAUNCHES = 2048;

/** Stamps each launch of a profiled step; its buffers exist before the first step, like everything else. */
export class LaunchTimer {
  readonly #querySet: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  private constructor(gpu: Gpu, launches: number) {
    const size = 16 * launches;
    this.#querySet = gpu.device.createQuerySet({ type: "timestamp", count: 2 * launches });
    this.#resolved = gpu.device.createBuffer({
      label: "launch stamps",
      size,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.#staging = gpu.device.createBuffer({
      label: "launch stamps staging",
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** Null where the device has no timestamps or the step too many launches. */
  static create(gpu: Gpu, launches: number): LaunchTimer | null {
    const canTime = gpu.device.features.has("timestamp-query") && launches > 0 && launches <= MAX_LAUNCHES;
    return canTime ? new LaunchTimer(gpu, launches) : null;
  }

  stamps(launch: number): GPUComputePassTimestampWrites {
    return { querySet: this.#querySet, beginningOfPassWriteIndex: 2 * launch, endOfPassWriteIndex: 2 * launch + 1 };
  }

  encodeEnd(encoder: GPUCommandEncoder, launches: number): void {
    encoder.resolveQuerySet(this.#querySet, 0, 2 * launches, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, 16 * launches);
  }

  async read(launches: readonly PlannedLaunch[]): Promise<LaunchTime[]> {
    const bytes = 16 * launches.length;
    await this.#staging.mapAsync(GPUMapMode.READ, 0, bytes);
    const stamps = new BigUint64Array(this.#staging.getMappedRange(0, bytes).slice(0));
    this.#staging.unmap();
    return launches.map(({ launch: { label, counters }, scope, phase }, i) => ({
      label,
      scope,
      phase,
      startMs: Number(stamps[2 * i] - stamps[0]) / 1e6,
      ms: Number(stamps[2 * i + 1] - stamps[2 * i]) / 1e6,
      flops: flopsOf(counters),
      bytes: counters.bytesRead + counters.bytesWritten,
    }));
  }

  destroy(): void {
    this.#querySet.destroy();
    this.#resolved.destroy();
    this.#staging.destroy();
  }
}
