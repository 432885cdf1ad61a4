/** A spare may be larger than what is asked for by this factor. */
const MAX_EXCESS = 1.5;
/** What may be held while nothing runs. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Storage buffers of programs that are gone, zeroed, for the program that follows. Fresh memory is what a rebuilt program waits
 * for: on a software adapter its pages took 3.5 ms per MiB, its bind groups 2 ms together. What the next program does not take
 * is freed when that program is made.
 */
export class SpareBuffers {
  readonly #device: GPUDevice;
  #buffers: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get bytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  /** The smallest spare of that many bytes or somewhat more; undefined where none is. */
  take(bytes: number): GPUBuffer | undefined {
    let best: GPUBuffer | undefined;
    for (const buffer of this.#buffers) {
      if (buffer.size < bytes || buffer.size > MAX_EXCESS * bytes) continue;
      if (best === undefined || buffer.size < best.size) best = buffer;
    }
    if (best !== undefined) this.#buffers.splice(this.#buffers.indexOf(best), 1);
    return best;
  }

  /** Takes over buffers that their owner will encode no command for any more; frees those that are not `createStorage`'s. */
  keep(buffers: readonly GPUBuffer[]): void {
    if (buffers.length === 0) return;
    const encoder = this.#device.createCommandEncoder();
    let bytes = this.bytes;
    for (const buffer of buffers) {
      if ((buffer.usage & GPUBufferUsage.STORAGE) === 0 || bytes + buffer.size > MAX_BYTES) {
        buffer.destroy();
        continue;
      }
      bytes += buffer.size;
      encoder.clearBuffer(buffer);
      this.#buffers.push(buffer);
    }
    this.#device.queue.submit([encoder.finish()]);
  }

  /** Frees all. */
  drop(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers = [];
  }
}
