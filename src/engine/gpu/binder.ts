import { packParams, PipelineCache, STEP_BYTES } from "../../kernels-wgsl/index.ts";
import type { Plan, PlannedLaunch, BufferKey } from "../plan/plan.ts";
import { withDeviceErrors } from "./device-errors.ts";
import type { Gpu } from "./gpu.ts";
import { assertBufferFits, createStorage, toWords, type PersistentMemory } from "./memory.ts";

/** Uniform bindings must start on multiples of this. */
const UNIFORM_STRIDE = 256;

/** A launch with all it needs to be encoded. */
export interface BoundLaunch {
  readonly planned: PlannedLaunch;
  readonly pipeline: GPUComputePipeline;
  /** One per micro-batch where the kernel reads the step uniform, else a single one. */
  readonly bindGroups: readonly GPUBindGroup[];
}

export interface BoundPlan {
  readonly launches: readonly BoundLaunch[];
  readonly buffers: ReadonlyMap<BufferKey, GPUBuffer>;
  /** Step uniform, `UNIFORM_STRIDE` bytes per micro-batch. */
  readonly stepUniform: GPUBuffer;
  /** Buffers that belong to this plan alone. */
  readonly owned: readonly GPUBuffer[];
}

export const STEP_STRIDE = UNIFORM_STRIDE;

/** Compiles every pipeline of a plan together and makes all its buffers and bind groups. */
export async function bindPlan(
  gpu: Gpu,
  memory: PersistentMemory,
  plan: Plan,
  microSteps: number,
  onCompile: (done: number, total: number) => void,
): Promise<BoundPlan> {
  for (const [key, bytes] of plan.buffers) assertBufferFits(gpu, key, bytes);
  await compilePlans(gpu, [plan], onCompile);
  const pipelines = await Promise.all(plan.launches.map(({ launch }) => gpu.pipelines.get(launch)));
  const owned: GPUBuffer[] = [];
  try {
    const make = (): BoundPlan => makeBindings(gpu, memory, plan, microSteps, pipelines, owned);
    return await withDeviceErrors(gpu.device, "the memory of the model", make);
  } catch (thrown) {
    for (const buffer of owned) buffer.destroy();
    throw thrown;
  }
}

/**
 * Compiles what the plans need and the device does not have yet, all at once and each text once, whichever plans share it.
 * Counts only what is really compiled: after an edit that changes extents alone, nothing.
 */
export async function compilePlans(
  gpu: Gpu,
  plans: readonly Plan[],
  onCompile: (done: number, total: number) => void,
): Promise<void> {
  const launches = plans.flatMap((plan) => plan.launches.map(({ launch }) => launch));
  const unique = new Map(launches.map((launch) => [PipelineCache.keyOf(launch), launch]));
  const missing = [...unique.values()].filter((launch) => !gpu.pipelines.isReady(launch));
  let done = 0;
  onCompile(0, missing.length);
  await Promise.all(
    missing.map(async (launch) => {
      await gpu.pipelines.get(launch);
      onCompile(++done, missing.length);
    }),
  );
}

function makeBindings(
  gpu: Gpu,
  memory: PersistentMemory,
  plan: Plan,
  microSteps: number,
  pipelines: readonly GPUComputePipeline[],
  owned: GPUBuffer[],
): BoundPlan {
  const own = (buffer: GPUBuffer): GPUBuffer => {
    owned.push(buffer);
    return buffer;
  };
  const buffers = new Map<BufferKey, GPUBuffer>();
  for (const [key, bytes] of plan.buffers) {
    const isShared = key.startsWith("arena ") || key.startsWith("buffer ");
    buffers.set(key, isShared ? memory.require(key, bytes) : own(createStorage(gpu, key, bytes)));
  }
  for (const [key, { dtype, values }] of plan.constants)
    gpu.device.queue.writeBuffer(buffers.get(key)!, 0, toWords(values(), dtype));
  const stepUniform = own(uniformBuffer(gpu, "step", UNIFORM_STRIDE * microSteps));
  const params = packAllParams(plan);
  const paramsUniform = own(uniformBuffer(gpu, "params", Math.max(UNIFORM_STRIDE, params.bytes.byteLength)));
  gpu.device.queue.writeBuffer(paramsUniform, 0, params.bytes);
  const launches = plan.launches.map((planned, i): BoundLaunch => {
    const micros = planned.launch.usesStep === true && planned.phase !== "optimizer" ? microSteps : 1;
    const bindGroups = Array.from({ length: micros }, (_, micro) =>
      gpu.device.createBindGroup({
        label: planned.launch.label,
        layout: pipelines[i].getBindGroupLayout(0),
        entries: entriesOf(planned, buffers, params.ranges[i], paramsUniform, { buffer: stepUniform, micro }),
      }),
    );
    return { planned, pipeline: pipelines[i], bindGroups };
  });
  return { launches, buffers, stepUniform, owned };
}

function uniformBuffer(gpu: Gpu, label: string, size: number): GPUBuffer {
  return gpu.device.createBuffer({ label, size, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
}

interface ParamsRange {
  readonly offset: number;
  readonly size: number;
}

/** All launches' params in one buffer; equal ones share a place. */
function packAllParams(plan: Plan): { bytes: Uint8Array<ArrayBuffer>; ranges: (ParamsRange | null)[] } {
  const chunks: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let end = 0;
  const known = new Map<string, ParamsRange>();
  const ranges = plan.launches.map(({ launch }) => {
    const packed = packParams(launch.source, launch.params, launch.label);
    if (packed === null) return null;
    const bytes = new Uint8Array(packed);
    const key = bytes.join();
    let range = known.get(key);
    if (range === undefined) {
      range = { offset: end, size: bytes.byteLength };
      known.set(key, range);
      chunks.push({ offset: end, bytes });
      end += Math.ceil(bytes.byteLength / UNIFORM_STRIDE) * UNIFORM_STRIDE;
    }
    return range;
  });
  const all = new Uint8Array(end);
  for (const { offset, bytes } of chunks) all.set(bytes, offset);
  return { bytes: all, ranges };
}

function entriesOf(
  planned: PlannedLaunch,
  buffers: ReadonlyMap<BufferKey, GPUBuffer>,
  params: ParamsRange | null,
  paramsUniform: GPUBuffer,
  step: { readonly buffer: GPUBuffer; readonly micro: number },
): GPUBindGroupEntry[] {
  const entries: GPUBindGroupEntry[] = planned.places.map(({ buffer, offsetBytes, bytes }, i) => ({
    binding: i + 1,
    resource: { buffer: buffers.get(buffer)!, offset: offsetBytes, size: bytes },
  }));
  if (params !== null)
    entries.unshift({ binding: 0, resource: { buffer: paramsUniform, offset: params.offset, size: params.size } });
  if (planned.launch.usesStep === true) {
    const resource = { buffer: step.buffer, offset: step.micro * UNIFORM_STRIDE, size: STEP_BYTES };
    entries.push({ binding: planned.places.length + 1, resource });
  }
  return entries;
}
