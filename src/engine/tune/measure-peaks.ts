import { copyLaunch, f32, multiplyAddLaunch, type Launch, type Tensor } from "../../kernels-wgsl/index.ts";
import { flopsOf } from "../../lib/counters.ts";
import type { MeasuredDevice } from "../../lib/energy.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { createStorage } from "../gpu/memory.ts";
import { bytesOf, prepareLaunches } from "./run-launches.ts";
import { Stopwatch } from "./stopwatch.ts";

interface PeakSizes {
  readonly threads: number;
  readonly iterations: number;
  /** Larger than the last cache, so that the copy reaches memory. */
  readonly copyFloats: number;
  readonly emptyLaunches: number;
}

const HARDWARE: PeakSizes = { threads: 1 << 18, iterations: 64, copyFloats: 1 << 24, emptyLaunches: 1_000 };
const SOFTWARE: PeakSizes = { threads: 1 << 12, iterations: 32, copyFloats: 1 << 21, emptyLaunches: 100 };
const ROUNDS = 3;

const measured = new WeakMap<GPUDevice, Promise<MeasuredDevice>>();

/** What this device reaches, measured the first time it is asked for: never call it inside a step. */
export function measurePeaks(gpu: Gpu): Promise<MeasuredDevice> {
  let peaks = measured.get(gpu.device);
  if (peaks === undefined) {
    peaks = measure(gpu);
    measured.set(gpu.device, peaks);
    // One that failed, on a device that was lost, is measured again.
    peaks.catch(() => measured.delete(gpu.device));
  }
  return peaks;
}

async function measure(gpu: Gpu): Promise<MeasuredDevice> {
  const sizes = gpu.traits.isSoftware ? SOFTWARE : HARDWARE;
  const stopwatch = new Stopwatch(gpu);
  const sums: Tensor = { id: 0, ...f32(sizes.threads) };
  const [source, target] = [1, 2].map((id): Tensor => ({ id, ...f32(sizes.copyFloats) }));
  const tensors = [sums, source, target];
  const buffers = new Map(tensors.map((tensor) => [tensor.id, createStorage(gpu, "peaks", bytesOf(tensor))]));
  const secondsOf = (launch: Launch): Promise<number> => bestSeconds(gpu, stopwatch, launch, buffers);
  try {
    const arithmetic = multiplyAddLaunch(sums, sizes.iterations);
    const copy = copyLaunch(source, target);
    // One workgroup that does nothing: what is left is the launch itself.
    const empty = multiplyAddLaunch({ ...sums, shape: [64] }, 0);
    const { bytesRead, bytesWritten } = copy.counters;
    return {
      peakFlopsPerSecond: flopsOf(arithmetic.counters) / (await secondsOf(arithmetic)),
      bytesPerSecond: (bytesRead + bytesWritten) / (await secondsOf(copy)),
      secondsPerLaunch: await launchSeconds(gpu, stopwatch, empty, buffers, sizes.emptyLaunches),
    };
  } finally {
    stopwatch.destroy();
    for (const buffer of buffers.values()) buffer.destroy();
  }
}

/** The best of some rounds: a peak is what nothing disturbed. */
async function bestSeconds(
  gpu: Gpu,
  stopwatch: Stopwatch,
  launch: Launch,
  buffers: ReadonlyMap<number, GPUBuffer>,
): Promise<number> {
  const prepared = await prepareLaunches(gpu, [launch], buffers);
  const repeats = await stopwatch.repeatsOf(prepared);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) best = Math.min(best, await stopwatch.time(prepared, repeats));
  prepared.destroy();
  return best / repeats / 1000;
}

async function launchSeconds(
  gpu: Gpu,
  stopwatch: Stopwatch,
  launch: Launch,
  buffers: ReadonlyMap<number, GPUBuffer>,
  count: number,
): Promise<number> {
  const prepared = await prepareLaunches(gpu, [launch], buffers);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) best = Math.min(best, await stopwatch.time(prepared, count));
  prepared.destroy();
  return best / count / 1000;
}
