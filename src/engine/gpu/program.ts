import { packStep, sizeOf, type StepValues } from "../../kernels-wgsl/index.ts";
import type { Phase } from "../graph/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { bindPlan, STEP_STRIDE, type BoundLaunch, type BoundPlan } from "./binder.ts";
import { withDeviceErrors } from "./device-errors.ts";
import type { Gpu, Ledger } from "./gpu.ts";
import { readBuffers, toWords, type PersistentMemory } from "./memory.ts";
import { Succession, type Takeover } from "./succession.ts";
import { MetricsRing, type StepRecord } from "./metrics-ring.ts";
import { LaunchTimer, type LaunchTime } from "./launch-timer.ts";

export interface ProgramOptions {
  /** Micro-batches per step: forward and backward run that often, the optimizer once. */
  readonly microSteps?: number;
  /** Outputs that every step records; small tensors only. */
  readonly metrics?: readonly string[];
  /** Steps between two readings of the ring. */
  readonly ringLength?: number;
  readonly onCompile?: (done: number, total: number) => void;
  /** The first steps run by starters (see `Launch.starter`), while the plan's own kernels compile; absent: false. */
  readonly startsSmall?: boolean;
}

/** Milliseconds of the parts of one step, from the device's own clock. */
export interface PhaseTimes {
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly optimizerMs: number;
}

const PHASES: readonly Phase[] = ["forward", "backward", "optimizer"];
const MAX_STEPS_IN_FLIGHT = 2;

/**
 * A plan on a device. Everything is made in `create`, except that kernels with starters may be compiled beside the first steps,
 * which give the same bits either way; a step is one command buffer and one submit, with no creation and no wait. Callers await
 * `room()` between steps, which keeps at most two steps in flight.
 */
export class Program {
  readonly plan: Plan;
  readonly microSteps: number;
  readonly #gpu: Gpu;
  readonly #bound: BoundPlan;
  readonly #succession: Succession | null;
  readonly #ring: MetricsRing;
  readonly #timer: LaunchTimer | null;
  #byPhase: Readonly<Record<Phase, readonly BoundLaunch[]>>;
  readonly #inFlight: Promise<undefined>[] = [];
  readonly #afterCreation: Ledger;
  #isDestroyed = false;

  private constructor(gpu: Gpu, plan: Plan, bound: BoundPlan, options: ProgramOptions) {
    this.plan = plan;
    this.microSteps = options.microSteps ?? 1;
    this.#gpu = gpu;
    this.#bound = bound;
    this.#succession = bound.awaited === null ? null : new Succession(gpu, bound.awaited);
    this.#byPhase = splitByPhase(bound.launches);
    const sources = (options.metrics ?? []).map((name) => {
      const { place, tensor } = this.#output(name);
      return {
        name,
        buffer: bound.buffers.get(place.buffer)!,
        offsetBytes: place.offsetBytes,
        floats: sizeOf(tensor.shape),
      };
    });
    const passes = 2 * this.microSteps + 1;
    this.#ring = new MetricsRing(gpu, sources, {
      length: options.ringLength ?? 8,
      microSteps: this.microSteps,
      passes,
    });
    this.#timer = LaunchTimer.create(gpu, plan.launches.length * Math.max(1, this.microSteps));
    this.#afterCreation = { ...gpu.ledger };
  }

  static async create(gpu: Gpu, memory: PersistentMemory, plan: Plan, options: ProgramOptions = {}): Promise<Program> {
    const { microSteps = 1, startsSmall = false, onCompile = () => undefined } = options;
    const bound = await bindPlan(gpu, memory, plan, { microSteps, startsSmall, onCompile });
    try {
      const make = (): Program => new Program(gpu, plan, bound, options);
      return await withDeviceErrors(gpu.device, "the buffers of the step's results", make);
    } catch (thrown) {
      for (const buffer of bound.owned) buffer.destroy();
      throw thrown;
    }
  }

  /** Things made on the device since this program was ready: zero for the whole of a run, submits aside. */
  creationsSinceReady(): Ledger {
    const now = this.#gpu.ledger;
    const since = (field: keyof Ledger): number => now[field] - this.#afterCreation[field];
    return {
      buffers: since("buffers"),
      bindGroups: since("bindGroups"),
      pipelines: since("pipelines"),
      submits: since("submits"),
    };
  }

  /** The plan's own kernels are in use from the next step on; those of a program that started small are waited for. */
  async settled(): Promise<void> {
    await this.#succession?.ready();
  }

  /** Null where the plan's own kernels ran from the first step on; undefined while starters run. */
  get takeover(): Takeover | null | undefined {
    return this.#succession === null ? null : this.#succession.takeover;
  }

  /** Encodes and submits one step: `values` has one entry per micro-batch. */
  submit(values: readonly StepValues[]): void {
    this.#takeOver();
    this.#writeSteps(values);
    const encoder = this.#gpu.device.createCommandEncoder();
    for (let micro = 0; micro < this.microSteps; micro++) {
      this.#encodePass(encoder, "forward", micro, 2 * micro);
      this.#encodePass(encoder, "backward", micro, 2 * micro + 1);
      if (micro < this.microSteps - 1) this.#ring.encodeMicro(encoder, micro);
    }
    this.#encodePass(encoder, "optimizer", 0, 2 * this.microSteps);
    this.#ring.encodeMicro(encoder, this.microSteps - 1);
    const submitted = this.#ring.encodeEnd(encoder, values[0]);
    this.#gpu.device.queue.submit([encoder.finish()]);
    submitted();
    const done = this.#gpu.device.queue.onSubmittedWorkDone();
    this.#inFlight.push(done);
    this.#succession?.stepSubmitted(done);
  }

  /** Waits until another step may be submitted. */
  async room(): Promise<void> {
    while (this.#inFlight.length >= MAX_STEPS_IN_FLIGHT) await this.#inFlight.shift();
    if (this.#ring.mustWait) await this.#ring.room();
  }

  /** Waits until all submitted steps are done. */
  async idle(): Promise<void> {
    await Promise.all(this.#inFlight.splice(0));
  }

  /** Records of steps that have arrived; `flush` waits for all submitted ones. */
  async records(flush = false): Promise<StepRecord[]> {
    const records = await this.#ring.take(flush);
    this.#gpu.throwDeviceError("a part of the step");
    this.#succession?.throwFailure();
    return records;
  }

  /** Splits a record's pass times by phase; null where the device has no timestamps. */
  phaseTimes(record: StepRecord): PhaseTimes | null {
    if (record.passNs.length === 0) return null;
    const ms = (pick: (pass: number) => boolean): number =>
      record.passNs.reduce((sum, ns, pass) => (pick(pass) ? sum + ns / 1e6 : sum), 0);
    const last = 2 * this.microSteps;
    return {
      forwardMs: ms((pass) => pass < last && pass % 2 === 0),
      backwardMs: ms((pass) => pass < last && pass % 2 === 1),
      optimizerMs: ms((pass) => pass === last),
    };
  }

  /** Runs one step with every launch in a pass of its own and returns their times; null without timestamps. Still a real step. */
  async submitTimed(values: readonly StepValues[]): Promise<readonly LaunchTime[] | null> {
    if (this.#timer === null) return null;
    await this.settled();
    this.#takeOver();
    await this.idle();
    this.#writeSteps(values);
    const encoder = this.#gpu.device.createCommandEncoder();
    const order: BoundLaunch[] = [];
    for (let micro = 0; micro < this.microSteps; micro++) {
      for (const phase of micro === this.microSteps - 1 ? PHASES : PHASES.slice(0, 2)) {
        for (const launch of this.#byPhase[phase]) {
          const pass = encoder.beginComputePass({ timestampWrites: this.#timer.stamps(order.length) });
          encodeLaunch(pass, launch, micro);
          pass.end();
          order.push(launch);
        }
      }
      this.#ring.encodeMicro(encoder, micro);
    }
    this.#timer.encodeEnd(encoder, order.length);
    const submitted = this.#ring.encodeEnd(encoder, values[0]);
    this.#gpu.device.queue.submit([encoder.finish()]);
    submitted();
    return this.#timer.read(order.map((launch) => launch.planned));
  }

  /** Writes an input tensor; takes effect with the next submit. */
  writeInput(
    name: string,
    values: Float64Array | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  ): void {
    const buffer = this.#bound.buffers.get(`input ${name}`);
    if (buffer === undefined) return; // an input that no surviving node reads
    const words = values instanceof Float64Array ? toWords(values, "f32") : values;
    this.#gpu.device.queue.writeBuffer(buffer, 0, words);
  }

  /** Copies outputs to the host; waits for what was submitted. */
  async readOutputs(names: readonly string[]): Promise<ArrayBuffer[]> {
    const ranges = names.map((name) => {
      const { place, tensor } = this.#output(name);
      return {
        buffer: this.#bound.buffers.get(place.buffer)!,
        offset: place.offsetBytes,
        bytes: sizeOf(tensor.shape) * 4,
      };
    });
    return readBuffers(this.#gpu, ranges);
  }

  /**
   * Repeats a step's forward and backward node by node and names the first whose result holds a NaN or an infinity; null if
   * none does. Leaves parameters as they are.
   */
  async locateNonFinite(
    values: readonly StepValues[],
  ): Promise<{ operator: string; scope: string; phase: Phase } | null> {
    await this.idle();
    this.#writeSteps(values);
    const launches = [...this.#byPhase.forward, ...this.#byPhase.backward];
    for (let node = 0; node < this.plan.nodes.length; node++) {
      const own = launches.filter((launch) => launch.planned.node === node);
      if (own.length === 0) continue;
      const encoder = this.#gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (const launch of own) encodeLaunch(pass, launch, 0);
      pass.end();
      this.#gpu.device.queue.submit([encoder.finish()]);
      const { operator, scope, phase, outputs } = this.plan.nodes[node];
      const ranges = outputs.map(({ buffer, offsetBytes, bytes }) => ({
        buffer: this.#bound.buffers.get(buffer)!,
        offset: offsetBytes,
        bytes,
      }));
      const copies = await readBuffers(this.#gpu, ranges);
      if (copies.some((copy) => new Float32Array(copy).some((value) => !Number.isFinite(value))))
        return { operator, scope, phase };
    }
    return null;
  }

  /** Its memory is left to the program that follows; a second call does nothing. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#ring.destroy();
    this.#timer?.destroy();
    this.#gpu.spares.keep(this.#bound.owned);
  }

  /** Between two steps: the plan's own launches from now on, if they are ready. */
  #takeOver(): void {
    const launches = this.#succession?.take();
    if (launches !== undefined) this.#byPhase = splitByPhase(launches);
  }

  #output(name: string): { place: Plan["nodes"][number]["outputs"][number]; tensor: { shape: readonly number[] } } {
    const output = this.plan.outputs.get(name);
    if (output === undefined) throw new Error(`the plan has no output ${name}`);
    return output;
  }

  #writeSteps(values: readonly StepValues[]): void {
    if (values.length !== this.microSteps)
      throw new Error(`${values.length} step values for ${this.microSteps} micro-batches`);
    values.forEach((value, micro) => {
      this.#gpu.device.queue.writeBuffer(this.#bound.stepUniform, micro * STEP_STRIDE, packStep(value));
    });
  }

  #encodePass(encoder: GPUCommandEncoder, phase: Phase, micro: number, number: number): void {
    const stamps = this.#ring.stamps(number);
    const pass = encoder.beginComputePass({ label: phase, ...(stamps && { timestampWrites: stamps }) });
    for (const launch of this.#byPhase[phase]) encodeLaunch(pass, launch, micro);
    pass.end();
  }
}

function splitByPhase(launches: readonly BoundLaunch[]): Readonly<Record<Phase, readonly BoundLaunch[]>> {
  const of = (phase: Phase): BoundLaunch[] => launches.filter((launch) => launch.planned.phase === phase);
  return { forward: of("forward"), backward: of("backward"), optimizer: of("optimizer") };
}

function encodeLaunch(pass: GPUComputePassEncoder, launch: BoundLaunch, micro: number): void {
  pass.setPipeline(launch.pipeline);
  pass.setBindGroup(0, launch.bindGroups[Math.min(micro, launch.bindGroups.length - 1)]);
  pass.dispatchWorkgroups(...launch.launch.workgroups);
}
