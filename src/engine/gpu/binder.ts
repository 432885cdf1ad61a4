import { packParams, PipelineCache, STEP_BYTES, type Launch } from "../../kernels-wgsl/index.ts";
import type { BufferKey, Plan, PlannedLaunch, StarterLaunch } from "../plan/plan.ts";
import { withDeviceErrors } from "./device-errors.ts";
import type { Gpu } from "./gpu.ts";
import { assertBufferFits, createStorage, toWords, type PersistentMemory } from "./memory.ts";

/** Uniform bindings must start on multiples of this. */
const UNIFORM_STRIDE = 256;

/** A launch with all it needs to be encoded. */
export interface BoundLaunch {
  /** What it is or stands in for. */
  readonly planned: PlannedLaunch;
  readonly launch: Launch;
  readonly pipeline: GPUComputePipeline;
  /** One per micro-batch where the kernel reads the step uniform, else a single one. */
  readonly bindGroups: readonly GPUBindGroup[];
}

/** A launch whose pipeline is still to be compiled; everything else it needs is made. */
export type AwaitedLaunch = Omit<BoundLaunch, "pipeline">;

export interface BoundPlan {
  /** What runs from the first step on: starters where their launches are awaited. */
  readonly launches: readonly BoundLaunch[];
  /** The plan's own launches while some of them are awaited; null where `launches` are they. */
  readonly awaited: readonly (BoundLaunch | AwaitedLaunch)[] | null;
  readonly buffers: ReadonlyMap<BufferKey, GPUBuffer>;
  /** Step uniform, `UNIFORM_STRIDE` bytes per micro-batch. */
  readonly stepUniform: GPUBuffer;
  /** Buffers that belong to this plan alone. */
  readonly owned: readonly GPUBuffer[];
}

export const STEP_STRIDE = UNIFORM_STRIDE;

/**
 * Compiles the pipelines of a plan together and makes all its buffers and bind groups. With `startsSmall`, launches that have a
 * starter and no pipeline yet are left to be compiled later.
 */
export async function bindPlan(
  gpu: Gpu,
  memory: PersistentMemory,
  plan: Plan,
  { microSteps, startsSmall, onCompile }: BindOptions,
): Promise<BoundPlan> {
  assertPlanFits(gpu, plan);
  const awaited = new Set(plan.launches.filter(({ launch }) => startsSmall && isSlowToStart(gpu, launch)));
  await compileLaunches(gpu, firstLaunches(gpu, plan, startsSmall), onCompile);
  const pipelines = new Map<PlannedLaunch, GPUComputePipeline>();
  const starters = new Map<PlannedLaunch, readonly GPUComputePipeline[]>();
  for (const planned of plan.launches) {
    if (!awaited.has(planned)) pipelines.set(planned, await gpu.pipelines.get(planned.launch));
    else starters.set(planned, await Promise.all(planned.launch.starter!.map((one) => gpu.pipelines.get(one))));
  }
  const owned: GPUBuffer[] = [];
  try {
    const make = (): BoundPlan => makeBindings(gpu, memory, plan, microSteps, { pipelines, starters }, owned);
    return await withDeviceErrors(gpu.device, "the memory of the model", make);
  } catch (thrown) {
    for (const buffer of owned) buffer.destroy();
    throw thrown;
  } finally {
    gpu.spares.drop();
  }
}

/** Throws a `Failure` where one of the plan's buffers is larger than the device allows. */
export function assertPlanFits(gpu: Gpu, plan: Plan): void {
  for (const [key, bytes] of plan.buffers) assertBufferFits(gpu, key, bytes);
}

export interface BindOptions {
  readonly microSteps: number;
  /** Starters first, see `Launch.starter`. */
  readonly startsSmall: boolean;
  readonly onCompile: (done: number, total: number) => void;
}

/** A starter runs until the launch is compiled. */
const isSlowToStart = (gpu: Gpu, launch: Launch): boolean =>
  launch.starter !== undefined && !gpu.pipelines.isReady(launch);

/** What a plan's first step needs compiled. */
function firstLaunches(gpu: Gpu, plan: Plan, startsSmall: boolean): readonly Launch[] {
  return plan.launches.flatMap(({ launch }) =>
    startsSmall && isSlowToStart(gpu, launch) ? launch.starter! : [launch],
  );
}

/**
 * Compiles what the device does not have yet, all at once and each text once, whichever plans share it; long texts first, since
 * they take longest. Counts only what is really compiled: after an edit that changes extents alone, nothing.
 */
async function compileLaunches(
  gpu: Gpu,
  launches: readonly Launch[],
  onCompile: (done: number, total: number) => void,
): Promise<void> {
  const unique = new Map(launches.map((launch) => [PipelineCache.keyOf(launch), launch]));
  const missing = [...unique.values()]
    .filter((launch) => !gpu.pipelines.isReady(launch))
    .sort((one, other) => other.source.length - one.source.length);
  let done = 0;
  onCompile(0, missing.length);
  await Promise.all(
    missing.map(async (launch) => {
      await gpu.pipelines.get(launch);
      onCompile(++done, missing.length);
    }),
  );
}

interface Pipelines {
  readonly pipelines: ReadonlyMap<PlannedLaunch, GPUComputePipeline>;
  readonly starters: ReadonlyMap<PlannedLaunch, readonly GPUComputePipeline[]>;
}

function makeBindings(
  gpu: Gpu,
  memory: PersistentMemory,
  plan: Plan,
  microSteps: number,
  { pipelines, starters }: Pipelines,
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
  const all = plan.launches.flatMap((planned) => [planned, ...(starters.has(planned) ? planned.starter! : [])]);
  const params = packAllParams(all.map(({ launch }) => launch));
  const paramsUniform = own(uniformBuffer(gpu, "params", Math.max(UNIFORM_STRIDE, params.bytes.byteLength)));
  gpu.device.queue.writeBuffer(paramsUniform, 0, params.bytes);
  const bind = (
    planned: PlannedLaunch,
    { launch, places }: StarterLaunch,
    layout: GPUBindGroupLayout,
  ): AwaitedLaunch => {
    const micros = launch.usesStep === true && planned.phase !== "optimizer" ? microSteps : 1;
    const bindGroups = Array.from({ length: micros }, (_, micro) => {
      const range = params.ranges.get(launch) ?? null;
      const step = { buffer: stepUniform, micro };
      const entries = entriesOf({ launch, places }, buffers, range, paramsUniform, step);
      return gpu.device.createBindGroup({ label: launch.label, layout, entries });
    });
    return { planned, launch, bindGroups };
  };
  const bindReady = (planned: PlannedLaunch, one: StarterLaunch, pipeline: GPUComputePipeline): BoundLaunch => ({
    ...bind(planned, one, pipeline.getBindGroupLayout(0)),
    pipeline,
  });
  const final = plan.launches.map((planned) => {
    const pipeline = pipelines.get(planned);
    if (pipeline !== undefined) return bindReady(planned, planned, pipeline);
    return bind(planned, planned, gpu.pipelines.layoutOf(planned.launch));
  });
  if (starters.size === 0) return { launches: final.filter(isBound), awaited: null, buffers, stepUniform, owned };
  const launches = final.flatMap((one) => {
    if (isBound(one)) return [one];
    const { planned } = one;
    return planned.starter!.map((starter, i) => bindReady(planned, starter, starters.get(planned)![i]));
  });
  return { launches, awaited: final, buffers, stepUniform, owned };
}

const isBound = (launch: BoundLaunch | AwaitedLaunch): launch is BoundLaunch => "pipeline" in launch;

/** Compiles what is awaited and gives the plan's own launches, with the bind groups they have had from the beginning. */
export function completeLaunches(
  gpu: Gpu,
  awaited: readonly (BoundLaunch | AwaitedLaunch)[],
): Promise<readonly BoundLaunch[]> {
  return Promise.all(
    awaited.map(async (one) => (isBound(one) ? one : { ...one, pipeline: await gpu.pipelines.get(one.launch) })),
  );
}

function uniformBuffer(gpu: Gpu, label: string, size: number): GPUBuffer {
  return gpu.device.createBuffer({ label, size, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
}

interface ParamsRange {
  readonly offset: number;
  readonly size: number;
}

/** All launches' params in one buffer; equal ones share a place. */
function packAllParams(launches: readonly Launch[]): {
  bytes: Uint8Array<ArrayBuffer>;
  ranges: ReadonlyMap<Launch, ParamsRange>;
} {
  const chunks: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let end = 0;
  const known = new Map<string, ParamsRange>();
  const ranges = new Map<Launch, ParamsRange>();
  for (const launch of launches) {
    const packed = packParams(launch.source, launch.params, launch.label);
    if (packed === null) continue;
    const bytes = new Uint8Array(packed);
    const key = bytes.join();
    let range = known.get(key);
    if (range === undefined) {
      range = { offset: end, size: bytes.byteLength };
      known.set(key, range);
      chunks.push({ offset: end, bytes });
      end += Math.ceil(bytes.byteLength / UNIFORM_STRIDE) * UNIFORM_STRIDE;
    }
    ranges.set(launch, range);
  }
  const all = new Uint8Array(end);
  for (const { offset, bytes } of chunks) all.set(bytes, offset);
  return { bytes: all, ranges };
}

function entriesOf(
  { launch, places }: StarterLaunch,
  buffers: ReadonlyMap<BufferKey, GPUBuffer>,
  params: ParamsRange | null,
  paramsUniform: GPUBuffer,
  step: { readonly buffer: GPUBuffer; readonly micro: number },
): GPUBindGroupEntry[] {
  const entries: GPUBindGroupEntry[] = places.map(({ buffer, offsetBytes, bytes }, i) => ({
    binding: i + 1,
    resource: { buffer: buffers.get(buffer)!, offset: offsetBytes, size: bytes },
  }));
  if (params !== null)
    entries.unshift({ binding: 0, resource: { buffer: paramsUniform, offset: params.offset, size: params.size } });
  if (launch.usesStep === true) {
    const resource = { buffer: step.buffer, offset: step.micro * UNIFORM_STRIDE, size: STEP_BYTES };
    entries.push({ binding: places.length + 1, resource });
  }
  return entries;
}
