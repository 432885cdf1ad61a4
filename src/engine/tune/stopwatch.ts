import type { Gpu } from "../gpu/gpu.ts";
import type { PreparedLaunches } from "./run-launches.ts";

/** Browsers may round timestamps to 0.1 ms, so one measurement lasts at least this long. */
const MIN_MEASURED_MS = 5;
const MAX_REPEATS = 4_096;

/** Times launches by the device's clock, or by the wall where it has no timestamps. */
export class Stopwatch {
  readonly #gpu: Gpu;
  readonly #querySet: GPUQuerySet | null;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
    const hasTimestamps = gpu.device.features.has("timestamp-query");
    this.#querySet = hasTimestamps ? gpu.device.createQuerySet({ type: "timestamp", count: 2 }) : null;
    const buffer = (label: string, usage: number): GPUBuffer => gpu.device.createBuffer({ label, size: 16, usage });
    this.#resolved = buffer("stopwatch", GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC);
    this.#staging = buffer("stopwatch staging", GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  /** Milliseconds of `repeats` runs of the launches in one pass. */
  async time(launches: PreparedLaunches, repeats: number): Promise<number> {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const querySet = this.#querySet;
    const pass = encoder.beginComputePass(
      querySet === null ? {} : { timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 } },
    );
    launches.encode(pass, repeats);
    pass.end();
    if (querySet !== null) {
      encoder.resolveQuerySet(querySet, 0, 2, this.#resolved, 0);
      encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, 16);
    }
    const startMs = performance.now();
    device.queue.submit([encoder.finish()]);
    if (querySet === null) {
      await device.queue.onSubmittedWorkDone();
      this.#gpu.throwDeviceError("a launch that is timed by itself");
      return performance.now() - startMs;
    }
    await this.#staging.mapAsync(GPUMapMode.READ);
    const [begin, end] = new BigUint64Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    this.#gpu.throwDeviceError("a launch that is timed by itself");
    return Number(end - begin) / 1e6;
  }

  /** Repeats that make a measurement long enough to be read; runs the launches, which warms them up. */
  async repeatsOf(launches: PreparedLaunches): Promise<number> {
    let repeats = 1;
    for (;;) {
      const ms = await this.time(launches, repeats);
      if (ms >= MIN_MEASURED_MS || repeats >= MAX_REPEATS) return repeats;
      const wanted = ms > 0 ? Math.ceil((1.25 * repeats * MIN_MEASURED_MS) / ms) : 8 * repeats;
      repeats = Math.min(MAX_REPEATS, 8 * repeats, wanted);
    }
  }

  destroy(): void {
    this.#querySet?.destroy();
    this.#resolved.destroy();
    this.#staging.destroy();
  }
}
