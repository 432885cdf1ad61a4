import { openDevice, type OpenDevice } from "./open-device.ts";
import {
  sizeOf,
  type Attributes,
  type DeviceTraits,
  type DType,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "./operator.ts";
import { packParams } from "./pack-params.ts";
import { PipelineCache } from "./pipelines.ts";
import { packStep, type StepValues } from "./step.ts";

/** The test project's one device and pipeline cache, made anew only after the device was lost. */
export interface SharedDevice extends OpenDevice {
  readonly pipelines: PipelineCache;
}

let shared: Promise<SharedDevice> | undefined;

export function sharedDevice(): Promise<SharedDevice> {
  shared ??= openDevice().then((opened) => {
    void opened.device.lost.then(() => {
      shared = undefined;
    });
    return { ...opened, pipelines: new PipelineCache(opened.device) };
  });
  return shared;
}

const GUARD_WORDS = 64;
const POISON = 0x7fc0_0bad; // a NaN that no kernel writes

export interface GpuRun {
  /** Values of every output, as float64. */
  readonly outputs: readonly Float64Array[];
  /** Indices of outputs whose guard band was written to. */
  readonly brokenGuards: readonly number[];
  readonly launches: readonly Launch[];
}

export const FIRST_STEP: StepValues = {
  index: 0,
  micro: 0,
  seed: 1,
  microSteps: 1,
  learningRate: 0.01,
  correction1: 1,
  correction2: 1,
  lossWeights: [1],
};

export interface RunOptions {
  readonly step?: StepValues;
  /** Force or forbid a variant. */
  readonly traits?: Partial<DeviceTraits>;
  /** Launches that have a starter are replaced by it. */
  readonly usesStarters?: boolean;
}

/**
 * Runs one application on the GPU: outputs, scratch and the guard band behind each are poisoned with NaN first, so an
 * element that no thread writes, and a write past the end, both show. Mutated inputs are returned behind the outputs.
 */
export async function runOnGpu<A extends Attributes>(
  operator: Operator<A>,
  inputs: readonly { readonly spec: TensorSpec; readonly values: Float64Array }[],
  attributes: A,
  options: RunOptions = {},
): Promise<GpuRun> {
  const { device, traits: deviceTraits, pipelines } = await sharedDevice();
  const traits = { ...deviceTraits, ...options.traits };
  const specs = inputs.map((input) => input.spec);
  let nextId = 0;
  const tensorOf = (spec: TensorSpec): Tensor => ({ id: nextId++, ...spec });
  const inputTensors = specs.map(tensorOf);
  const outputTensors = operator.infer(specs, attributes).map(tensorOf);
  const scratchTensors = (operator.scratch?.(specs, attributes, traits) ?? []).map(tensorOf);
  const buffers = new Map<number, GPUBuffer>();
  inputTensors.forEach((tensor, i) => buffers.set(tensor.id, guarded(device, tensor, inputs[i].values)));
  for (const tensor of [...outputTensors, ...scratchTensors]) buffers.set(tensor.id, guarded(device, tensor, null));

  const application = { inputs: inputTensors, outputs: outputTensors, attributes };
  const lowered = operator.lower(application, scratchTensors, traits);
  const launches = options.usesStarters === true ? lowered.flatMap((one) => one.starter ?? [one]) : lowered;
  device.pushErrorScope("validation");
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const launch of launches)
    await encodeLaunch(device, pipelines, pass, launch, buffers, options.step ?? FIRST_STEP);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const refused = await device.popErrorScope();
  if (refused !== null) throw new Error(`${operator.name}: the device refused its launches: ${refused.message}`);

  const results = [...outputTensors, ...(operator.mutates ?? []).map((i) => inputTensors[i])];
  const words = await Promise.all(results.map((tensor) => readWords(device, buffers.get(tensor.id)!)));
  for (const buffer of buffers.values()) buffer.destroy();
  return {
    outputs: results.map((tensor, i) => decode(words[i].subarray(0, sizeOf(tensor.shape)), tensor.dtype)),
    brokenGuards: results.flatMap((tensor, i) =>
      words[i].subarray(sizeOf(tensor.shape)).every((word) => word === POISON) ? [] : [i],
    ),
    launches,
  };
}

function guarded(device: GPUDevice, spec: TensorSpec, values: Float64Array | null): GPUBuffer {
  const size = sizeOf(spec.shape);
  const words = new Uint32Array(size + GUARD_WORDS).fill(POISON);
  if (values !== null) words.set(encode(values, spec.dtype));
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: words.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, words);
  return buffer;
}

function encode(values: Float64Array, dtype: DType): Uint32Array {
  if (dtype === "f32") return new Uint32Array(Float32Array.from(values).buffer);
  return dtype === "i32" ? new Uint32Array(Int32Array.from(values).buffer) : Uint32Array.from(values);
}

function decode(words: Uint32Array, dtype: DType): Float64Array {
  const copy = words.slice();
  if (dtype === "f32") return Float64Array.from(new Float32Array(copy.buffer));
  return dtype === "i32" ? Float64Array.from(new Int32Array(copy.buffer)) : Float64Array.from(copy);
}

async function encodeLaunch(
  device: GPUDevice,
  pipelines: PipelineCache,
  pass: GPUComputePassEncoder,
  launch: Launch,
  buffers: ReadonlyMap<number, GPUBuffer>,
  step: StepValues,
): Promise<void> {
  const pipeline = await pipelines.get(launch);
  const entries: GPUBindGroupEntry[] = launch.bindings.map((binding, i) => ({
    binding: i + 1,
    resource: { buffer: buffers.get(binding.tensor.id)!, size: Math.max(4, sizeOf(binding.tensor.shape) * 4) },
  }));
  const params = packParams(launch.source, launch.params, launch.label);
  if (params !== null) entries.unshift({ binding: 0, resource: { buffer: uniform(device, params) } });
  if (launch.usesStep)
    entries.push({ binding: launch.bindings.length + 1, resource: { buffer: uniform(device, packStep(step)) } });
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({ label: launch.label, layout: pipeline.getBindGroupLayout(0), entries }),
  );
  pass.dispatchWorkgroups(...launch.workgroups);
}

function uniform(device: GPUDevice, bytes: ArrayBuffer): GPUBuffer {
  const buffer = device.createBuffer({
    size: bytes.byteLength,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, bytes);
  return buffer;
}

async function readWords(device: GPUDevice, source: GPUBuffer): Promise<Uint32Array> {
  const staging = device.createBuffer({ size: source.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, staging, 0, source.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const words = new Uint32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return words;
}
