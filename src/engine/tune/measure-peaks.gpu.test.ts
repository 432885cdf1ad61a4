import { beforeAll, expect, test } from "vitest";
import { f32, type Launch, type Tensor } from "../../kernels-wgsl/index.ts";
import { ADDEND, CHAINS, copyLaunch, FACTOR, multiplyAddLaunch, UNROLL } from "../../kernels-wgsl/_peaks/kernel.ts";
import { multiplyAddReference } from "../../kernels-wgsl/_peaks/reference.ts";
import { Gpu } from "../gpu/gpu.ts";
import { createStorage, readBuffers } from "../gpu/memory.ts";
import { measurePeaks } from "./measure-peaks.ts";
import { prepareLaunches } from "./run-launches.ts";
import { Stopwatch } from "./stopwatch.ts";

let gpu: Gpu;
beforeAll(async () => {
  gpu = await Gpu.open();
});

const GUARD = 64;
const POISON = 0x7fc0_0bad;

/** Runs a launch with poisoned outputs and a poisoned band behind each; returns the words of the last binding. */
async function run(launch: Launch, values: ReadonlyMap<number, Float32Array>): Promise<Uint32Array> {
  const buffers = new Map<number, GPUBuffer>();
  for (const { tensor } of launch.bindings) {
    const buffer = createStorage(gpu, "test", 4 * (tensor.shape[0] + GUARD));
    gpu.device.queue.writeBuffer(buffer, 0, new Uint32Array(tensor.shape[0] + GUARD).fill(POISON));
    const given = values.get(tensor.id);
    if (given !== undefined) gpu.device.queue.writeBuffer(buffer, 0, given.slice());
    buffers.set(tensor.id, buffer);
  }
  const prepared = await prepareLaunches(gpu, [launch], buffers);
  const stopwatch = new Stopwatch(gpu);
  expect(await stopwatch.time(prepared, 1)).toBeGreaterThan(0);
  const { tensor } = launch.bindings[launch.bindings.length - 1];
  const range = { buffer: buffers.get(tensor.id)!, offset: 0, bytes: 4 * (tensor.shape[0] + GUARD) };
  const [copy] = await readBuffers(gpu, [range]);
  prepared.destroy();
  stopwatch.destroy();
  for (const buffer of buffers.values()) buffer.destroy();
  return new Uint32Array(copy);
}

const isGuarded = (words: Uint32Array, size: number): boolean => words.subarray(size).every((word) => word === POISON);

test.each([1, 63, 65, 1_000])("the multiply-add loop over %i threads equals float64", async (threads) => {
  const y: Tensor = { id: 0, ...f32(threads) };
  const iterations = 3;
  const words = await run(multiplyAddLaunch(y, iterations), new Map());
  const want = multiplyAddReference({ threads, iterations }, FACTOR, ADDEND);
  const got = new Float32Array(words.buffer);
  for (let i = 0; i < threads; i++) expect(Math.abs(got[i] - want[i]) / Math.abs(want[i])).toBeLessThan(1e-6);
  expect(isGuarded(words, threads)).toBe(true);
  const { multiplies } = multiplyAddLaunch(y, iterations).counters;
  expect(multiplies).toBe(threads * iterations * UNROLL * CHAINS);
});

test.each([4, 252, 260, 4_000])("the copy of %i floats is exact", async (size) => {
  const [x, y] = [0, 1].map((id): Tensor => ({ id, ...f32(size) }));
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i));
  const words = await run(copyLaunch(x, y), new Map([[0, values]]));
  expect(new Float32Array(words.buffer).subarray(0, size)).toEqual(values);
  expect(isGuarded(words, size)).toBe(true);
});

test("peaks are positive, plausible and measured once per device", async () => {
  const peaks = measurePeaks(gpu);
  expect(measurePeaks(gpu)).toBe(peaks);
  const { peakFlopsPerSecond, bytesPerSecond, secondsPerLaunch } = await peaks;
  expect(peakFlopsPerSecond).toBeGreaterThan(1e8);
  expect(peakFlopsPerSecond).toBeLessThan(1e15);
  expect(bytesPerSecond).toBeGreaterThan(1e7);
  expect(bytesPerSecond).toBeLessThan(1e14);
  expect(secondsPerLaunch).toBeGreaterThan(0);
  expect(secondsPerLaunch).toBeLessThan(0.01);
  expect(gpu.deviceError).toBeNull();
});
