import type { StepValues } from "../../kernels-wgsl/index.ts";
import type { Gpu } from "./gpu.ts";

/** What one finished step left in the ring. */
export interface StepRecord {
  readonly index: number;
  /** Floats of each metric, one array per micro-batch. */
  readonly metrics: Readonly<Record<string, readonly Float32Array[]>>;
  /** Nanoseconds between the begin and end stamp of each timed pass, in encoding order; empty without timestamps. */
  readonly passNs: readonly number[];
}

export interface MetricSource {
  readonly name: string;
  readonly buffer: GPUBuffer;
  readonly offsetBytes: number;
  readonly floats: number;
}

const ALIGNMENT = 256; // of the target of resolveQuerySet
const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * Metrics leave the device through a ring: each step's command buffer copies them into its entry, the one that fills the ring
 * also copies the ring to a staging buffer, and mapping happens behind the submit. No step waits, none makes anything.
 */
export class MetricsRing {
  readonly #gpu: Gpu;
  readonly #sources: readonly MetricSource[];
  readonly #length: number;
  readonly #microSteps: number;
  readonly #querySet: GPUQuerySet | null;
  readonly #queries: number;
  readonly #metricBytes: number;
  readonly #entryBytes: number;
  readonly #ring: GPUBuffer;
  readonly #stagings: { readonly buffer: GPUBuffer; busy: Promise<void> | null }[];
  #pendingIndices: number[] = [];
  #turn = 0;
  #arrived: StepRecord[] = [];

  constructor(
    gpu: Gpu,
    sources: readonly MetricSource[],
    shape: { length: number; microSteps: number; passes: number },
  ) {
    this.#gpu = gpu;
    this.#sources = sources;
    this.#length = shape.length;
    this.#microSteps = shape.microSteps;
    this.#queries = gpu.device.features.has("timestamp-query") ? 2 * shape.passes : 0;
    this.#querySet =
      this.#queries === 0 ? null : gpu.device.createQuerySet({ type: "timestamp", count: this.#queries });
    this.#metricBytes = align(4 * shape.microSteps * sources.reduce((sum, source) => sum + source.floats, 0));
    this.#entryBytes = this.#metricBytes + align(8 * this.#queries);
    const size = this.#entryBytes * shape.length;
    const ringUsage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | GPUBufferUsage.QUERY_RESOLVE;
    this.#ring = gpu.device.createBuffer({ label: "metrics ring", size, usage: ringUsage });
    this.#stagings = [0, 1].map((i) => ({
      buffer: gpu.device.createBuffer({
        label: `metrics staging ${i}`,
        size,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      }),
      busy: null,
    }));
  }

  /** Begin and end stamps for the pass of that number, if the device has them. */
  stamps(pass: number): GPUComputePassTimestampWrites | undefined {
    if (this.#querySet === null) return undefined;
    return { querySet: this.#querySet, beginningOfPassWriteIndex: 2 * pass, endOfPassWriteIndex: 2 * pass + 1 };
  }

  /** True when the next step would fill the ring while both staging buffers are still being read. */
  get mustWait(): boolean {
    return this.#pendingIndices.length === this.#length - 1 && this.#stagings[this.#turn].busy !== null;
  }

  encodeMicro(encoder: GPUCommandEncoder, micro: number): void {
    const floats = this.#sources.reduce((sum, source) => sum + source.floats, 0);
    let at = this.#pendingIndices.length * this.#entryBytes + 4 * micro * floats;
    for (const { buffer, offsetBytes, floats: count } of this.#sources) {
      encoder.copyBufferToBuffer(buffer, offsetBytes, this.#ring, at, 4 * count);
      at += 4 * count;
    }
  }

  /** Ends a step's encoding. Call the returned function right behind its submit. */
  encodeEnd(encoder: GPUCommandEncoder, step: StepValues): () => void {
    const entry = this.#pendingIndices.length;
    if (this.#querySet !== null) {
      encoder.resolveQuerySet(
        this.#querySet,
        0,
        this.#queries,
        this.#ring,
        entry * this.#entryBytes + this.#metricBytes,
      );
    }
    this.#pendingIndices.push(step.index);
    return this.#pendingIndices.length === this.#length ? this.#encodeCollection(encoder) : () => undefined;
  }

  /** Everything that has arrived since the last call; with `flush`, also what is still in the ring. */
  async take(flush: boolean): Promise<StepRecord[]> {
    if (flush) {
      if (this.#pendingIndices.length > 0) {
        await this.#stagings[this.#turn].busy;
        const encoder = this.#gpu.device.createCommandEncoder();
        const submitted = this.#encodeCollection(encoder);
        this.#gpu.device.queue.submit([encoder.finish()]);
        submitted();
      }
      for (const { busy } of this.#stagings) await busy;
    }
    const records = this.#arrived;
    this.#arrived = [];
    return records;
  }

  /** Waits until the staging buffer whose turn it is can be used again. */
  async room(): Promise<void> {
    await this.#stagings[this.#turn].busy;
  }

  destroy(): void {
    this.#ring.destroy();
    this.#querySet?.destroy();
    for (const staging of this.#stagings) staging.buffer.destroy();
  }

  #encodeCollection(encoder: GPUCommandEncoder): () => void {
    const staging = this.#stagings[this.#turn];
    const indices = this.#pendingIndices;
    const bytes = indices.length * this.#entryBytes;
    encoder.copyBufferToBuffer(this.#ring, 0, staging.buffer, 0, bytes);
    this.#pendingIndices = [];
    this.#turn = 1 - this.#turn;
    return () => {
      const reading = staging.buffer.mapAsync(GPUMapMode.READ, 0, bytes).then(() => {
        const copy = staging.buffer.getMappedRange(0, bytes).slice(0);
        staging.buffer.unmap();
        staging.busy = null;
        this.#arrived.push(...indices.map((index, entry) => this.#decode(copy, index, entry * this.#entryBytes)));
      });
      // A lost device rejects it; whoever waits is told, and nobody needs to.
      reading.catch(() => undefined);
      staging.busy = reading;
    };
  }

  #decode(copy: ArrayBuffer, index: number, start: number): StepRecord {
    const metrics: Record<string, Float32Array[]> = Object.fromEntries(
      this.#sources.map((source) => [source.name, []]),
    );
    let at = start;
    for (let micro = 0; micro < this.#microSteps; micro++) {
      for (const { name, floats } of this.#sources) {
        metrics[name].push(new Float32Array(copy.slice(at, at + 4 * floats)));
        at += 4 * floats;
      }
    }
    const stamps = new BigUint64Array(
      copy.slice(start + this.#metricBytes, start + this.#metricBytes + 8 * this.#queries),
    );
    const passNs = Array.from({ length: this.#queries / 2 }, (_, i) => Number(stamps[2 * i + 1] - stamps[2 * i]));
    return { index, metrics, passNs };
  }
}
