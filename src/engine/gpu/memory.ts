import { Failure } from "../../lib/failure.ts";
import type { DType } from "../../kernels-wgsl/index.ts";
import type { BufferKey } from "../plan/plan.ts";
import type { Gpu } from "./gpu.ts";

const USAGE = 0x80 | 0x04 | 0x08; // STORAGE | COPY_SRC | COPY_DST; the constants object exists only beside WebGPU

/** Throws a sentence when the device cannot hold a buffer of this size. */
export function assertBufferFits(gpu: Gpu, label: string, bytes: number): void {
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.device.limits;
  const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  if (bytes > limit) {
    const [need, has] = [bytes, limit].map((value) => `${(value / 2 ** 20).toFixed(0)} MiB`);
    throw new Failure(
      `The model needs one buffer of ${need} (${label}); this device allows ${has}. Make it narrower, or lower batch or length.`,
    );
  }
}

const storageBytes = (bytes: number): number => Math.max(16, Math.ceil(bytes / 16) * 16);

/** A zeroed storage buffer of at least that many bytes, a spare one where there is; or a sentence when the device cannot hold it. */
export function createStorage(gpu: Gpu, label: string, bytes: number): GPUBuffer {
  assertBufferFits(gpu, label, bytes);
  const size = storageBytes(bytes);
  const buffer = gpu.spares.take(size) ?? gpu.device.createBuffer({ label, size, usage: USAGE });
  buffer.label = label;
  return buffer;
}

/** Host words of a tensor from float64 values. */
export function toWords(values: Float64Array, dtype: DType): Uint32Array<ArrayBuffer> {
  if (dtype === "f32") return new Uint32Array(Float32Array.from(values).buffer);
  return dtype === "i32" ? new Uint32Array(Int32Array.from(values).buffer) : Uint32Array.from(values);
}

/** Copies of device memory on the host; many ranges in one submit and one wait. */
export async function readBuffers(
  gpu: Gpu,
  ranges: readonly { buffer: GPUBuffer; offset: number; bytes: number }[],
): Promise<ArrayBuffer[]> {
  const total = ranges.reduce((sum, range) => sum + Math.ceil(range.bytes / 4) * 4, 0);
  const staging = gpu.device.createBuffer({ label: "read-back", size: Math.max(4, total), usage: 0x01 | 0x08 }); // MAP_READ | COPY_DST
  const encoder = gpu.device.createCommandEncoder();
  let at = 0;
  const starts = ranges.map(({ buffer, offset, bytes }) => {
    const start = at;
    encoder.copyBufferToBuffer(buffer, offset, staging, start, Math.ceil(bytes / 4) * 4);
    at += Math.ceil(bytes / 4) * 4;
    return start;
  });
  gpu.device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1); // READ
  const mapped = staging.getMappedRange();
  const copies = ranges.map(({ bytes }, i) => mapped.slice(starts[i], starts[i] + bytes));
  staging.destroy();
  gpu.throwDeviceError("a command");
  return copies;
}

/** Buffers that the programs of one run share by name: arenas of parameters, gradients and optimizer state, data, statistics. */
export class PersistentMemory {
  readonly #gpu: Gpu;
  readonly #held = new Map<BufferKey, { readonly buffer: GPUBuffer; readonly bytes: number }>();

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  /** The buffer of that name, made (zeroed) the first time it is asked for. */
  require(key: BufferKey, bytes: number): GPUBuffer {
    const known = this.#held.get(key);
    if (known !== undefined) {
      if (known.bytes < bytes) throw new Error(`${key} has ${known.bytes} bytes, ${bytes} are needed`);
      return known.buffer;
    }
    const buffer = createStorage(this.#gpu, key, bytes);
    this.#held.set(key, { buffer, bytes: storageBytes(bytes) });
    return buffer;
  }

  get(key: BufferKey): GPUBuffer | undefined {
    return this.#held.get(key)?.buffer;
  }

  write(key: BufferKey, data: BufferSource, offsetBytes = 0): void {
    this.#gpu.device.queue.writeBuffer(this.require(key, offsetBytes + data.byteLength), offsetBytes, data);
  }

  async read(key: BufferKey, offsetBytes = 0, bytes?: number): Promise<ArrayBuffer> {
    const held = this.#held.get(key);
    if (held === undefined) throw new Error(`${key} was never made`);
    const { buffer } = held;
    const [copy] = await readBuffers(this.#gpu, [
      { buffer, offset: offsetBytes, bytes: bytes ?? held.bytes - offsetBytes },
    ]);
    return copy;
  }

  /** Names and sizes of what is held, for state files and hashes. */
  entries(): readonly { readonly key: BufferKey; readonly bytes: number }[] {
    return [...this.#held].map(([key, { bytes }]) => ({ key, bytes }));
  }

  destroy(): void {
    this.#gpu.spares.keep([...this.#held.values()].map(({ buffer }) => buffer));
    this.#held.clear();
  }
}
