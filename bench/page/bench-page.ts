import { openDevice } from "../../src/kernels-wgsl/index.ts";
import { CASES, type BenchCase, type EngineName } from "./cases.ts";
import { deviceWorkOf, type DeviceWork } from "./device-work.ts";
import type { Engine, Workload } from "./engines/engine.ts";
import type { GradientError } from "./engines/bakeoff/gradients.ts";
import type { CompileRow, KernelRow } from "./engines/bakeoff/profile.ts";
import { PUBLISHED_LOSSES } from "./reference-gpt.ts";

const OPENERS: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  bakeoff: async () => (await import("./engines/bakeoff/engine.ts")).openBakeoff(),
  "jax-js": async () => (await import("./engines/jax-js.ts")).openJaxJs(),
  tfjs: async () => (await import("./engines/tfjs.ts")).openTfjs(),
  "onnxruntime-web": async () => (await import("./engines/onnxruntime/engine.ts")).openOnnxruntime(),
};

export interface Prepared {
  readonly loss: number | null;
  /** Root mean square of the difference to the first engine's output, relative to it; null where there is none. */
  readonly disagreement: number | null;
}

export interface Sample {
  /** Of all repeats together. */
  readonly wallMs: number;
  readonly losses: readonly number[];
}

export type CaseSummary = Omit<BenchCase, "make">;

/** What the host script calls; one engine's workload at a time runs, and all stay until `release`. */
export class BenchPage {
  readonly #engines = new Map<EngineName, Engine>();
  readonly #workloads = new Map<EngineName, Workload>();
  #firstOutput: Float32Array | null = null;

  readonly publishedLosses = [...PUBLISHED_LOSSES];

  cases(): readonly CaseSummary[] {
    return CASES.map(({ id, title, rivals, group, tolerance }) => ({
      id,
      title,
      rivals,
      tolerance,
      ...(group === undefined ? {} : { group }),
    }));
  }

  async adapter(): Promise<{ vendor: string; architecture: string; description: string; isSoftware: boolean }> {
    const { device, adapterInfo, traits } = await openDevice();
    device.destroy();
    const { vendor, architecture, description } = adapterInfo;
    return { vendor, architecture, description, isSoftware: traits.isSoftware };
  }

  async open(name: EngineName): Promise<void> {
    if (!this.#engines.has(name)) this.#engines.set(name, await OPENERS[name]());
  }

  /** Makes a case ready on an engine, runs it once and compares its output with that of the engine prepared first. */
  async prepare(id: string, name: EngineName): Promise<Prepared> {
    const engine = this.#engines.get(name);
    const bench = CASES.find((one) => one.id === id);
    if (engine === undefined || bench === undefined) throw new Error(`${name} is not open, or there is no case ${id}`);
    const workload = await bench.make(engine);
    this.#workloads.set(name, workload);
    const loss = await workload.run();
    const output = await workload.output?.();
    if (output === undefined) return { loss, disagreement: null };
    this.#firstOutput ??= output;
    return { loss, disagreement: relativeRms(output, this.#firstOutput) };
  }

  async sample(name: EngineName, repeats: number): Promise<Sample> {
    const workload = this.#workload(name);
    const losses: number[] = [];
    const startMs = performance.now();
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const loss = await workload.run();
      if (loss !== null) losses.push(loss);
    }
    return { wallMs: performance.now() - startMs, losses };
  }

  async deviceWork(name: EngineName): Promise<DeviceWork & { readonly losses: readonly number[] }> {
    const losses: number[] = [];
    const work = await deviceWorkOf(async () => {
      const loss = await this.#workload(name).run();
      if (loss !== null) losses.push(loss);
    });
    return { ...work, losses };
  }

  release(): void {
    for (const workload of this.#workloads.values()) workload.dispose();
    this.#workloads.clear();
    this.#firstOutput = null;
  }

  /** From nothing to the end of the first training step. */
  async firstStep(name: EngineName): Promise<number> {
    const engine = await OPENERS[name]();
    const loss = await (await engine.gptTrainStep?.())?.run();
    if (typeof loss !== "number") throw new Error(`${name} cannot train`);
    return loss;
  }

  /** Gradients of our first train step against float64. */
  async gradientErrors(): Promise<readonly GradientError[]> {
    return (await import("./engines/bakeoff/gradients.ts")).gradientErrors();
  }

  async profile(
    steps: number,
  ): Promise<{ readonly kernels: readonly KernelRow[]; readonly pipelines: readonly CompileRow[] }> {
    const { profileCompile, profileTrainStep } = await import("./engines/bakeoff/profile.ts");
    return { pipelines: await profileCompile(), kernels: await profileTrainStep(steps) };
  }

  #workload(name: EngineName): Workload {
    const workload = this.#workloads.get(name);
    if (workload === undefined) throw new Error(`${name} is not prepared`);
    return workload;
  }
}

function relativeRms(values: Float32Array, reference: Float32Array): number {
  if (values.length !== reference.length) return Number.POSITIVE_INFINITY;
  let [difference, size] = [0, 0];
  values.forEach((value, at) => {
    difference += (value - reference[at]) ** 2;
    size += reference[at] ** 2;
  });
  return Math.sqrt(difference / size);
}
