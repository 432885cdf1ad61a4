import type { Launch } from "./operator.ts";

/** A key of a few letters instead of a whole text: a plan asks for each of its launches several times. */
const textNumbers = new Map<string, number>();

function numberOf(text: string): number {
  let number = textNumbers.get(text);
  if (number === undefined) textNumbers.set(text, (number = textNumbers.size));
  return number;
}

/** Compute pipelines of one device, keyed by expanded source and overrides. Chromium caches none for us. */
export class PipelineCache {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #ready = new Set<string>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get size(): number {
    return this.#pipelines.size;
  }

  /** Equal for launches that one pipeline serves; within this page only, since texts go in by number. */
  static keyOf(launch: Launch): string {
    return `${launch.label}|${JSON.stringify(launch.constants ?? {})}|${numberOf(launch.source)}`;
  }

  /** The pipeline of a launch is compiled: asking for it costs nothing. */
  isReady(launch: Launch): boolean {
    return this.#ready.has(PipelineCache.keyOf(launch));
  }

  /** The pipeline of a launch, compiling it if it is new. Rejects with the compiler's own message and line. */
  get(launch: Launch): Promise<GPUComputePipeline> {
    const key = PipelineCache.keyOf(launch);
    let pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      pipeline = this.#compile(launch);
      this.#pipelines.set(key, pipeline);
      void pipeline.then(
        () => this.#ready.add(key),
        () => this.#pipelines.delete(key),
      );
    }
    return pipeline;
  }

  /**
   * Layout of the bindings of a launch that has a starter, known before its pipeline is: its bind groups are made with the
   * plan, not when it takes over.
   */
  layoutOf(launch: Launch): GPUBindGroupLayout {
    const types: GPUBufferBindingType[] = launch.bindings.map(({ access }) =>
      access === "read" ? "read-only-storage" : "storage",
    );
    if (Object.keys(launch.params).length > 0) types.unshift("uniform");
    if (launch.usesStep === true) types.push("uniform");
    const first = Object.keys(launch.params).length > 0 ? 0 : 1;
    const key = `${first} ${types.join()}`;
    let layout = this.#layouts.get(key);
    if (layout === undefined) {
      const entries = types.map((type, i) => ({
        binding: first + i,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type },
      }));
      layout = this.#device.createBindGroupLayout({ label: launch.label, entries });
      this.#layouts.set(key, layout);
    }
    return layout;
  }

  async #compile(launch: Launch): Promise<GPUComputePipeline> {
    const module = this.#device.createShaderModule({ label: launch.label, code: launch.source });
    const layout =
      launch.starter === undefined
        ? "auto"
        : this.#device.createPipelineLayout({ label: launch.label, bindGroupLayouts: [this.layoutOf(launch)] });
    try {
      return await this.#device.createComputePipelineAsync({
        label: launch.label,
        layout,
        compute: { module, entryPoint: launch.label, constants: { ...launch.constants } },
      });
    } catch (thrown) {
      const { messages } = await module.getCompilationInfo();
      const lines = launch.source.split("\n");
      const detail = messages.map((m) => `${m.lineNum}:${m.linePos} ${m.message}\n  ${lines[m.lineNum - 1] ?? ""}`);
      throw new Error(`${launch.label} does not compile: ${detail.join("\n") || String(thrown)}`, { cause: thrown });
    }
  }
}
