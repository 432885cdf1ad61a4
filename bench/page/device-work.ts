/** What was asked of WebGPU, by whichever engine. */
export interface DeviceWork {
  dispatches: number;
  passes: number;
  submits: number;
  bindGroups: number;
  buffers: number;
  pipelines: number;
}

const NONE: DeviceWork = { dispatches: 0, passes: 0, submits: 0, bindGroups: 0, buffers: 0, pipelines: 0 };

const work: DeviceWork = { ...NONE };

type Method = (this: unknown, ...given: unknown[]) => unknown;

function count(prototype: object, name: string, field: keyof DeviceWork): void {
  const method = Reflect.get(prototype, name) as Method;
  const counted: Method = function (...given) {
    work[field] += 1;
    return method.apply(this, given);
  };
  Reflect.set(prototype, name, counted);
}

/** Wraps the prototypes; must run before any engine takes a method off one. */
export function countDeviceWork(): void {
  count(GPUComputePassEncoder.prototype, "dispatchWorkgroups", "dispatches");
  count(GPUComputePassEncoder.prototype, "dispatchWorkgroupsIndirect", "dispatches");
  count(GPUCommandEncoder.prototype, "beginComputePass", "passes");
  count(GPUQueue.prototype, "submit", "submits");
  count(GPUDevice.prototype, "createBindGroup", "bindGroups");
  count(GPUDevice.prototype, "createBuffer", "buffers");
  count(GPUDevice.prototype, "createComputePipeline", "pipelines");
  count(GPUDevice.prototype, "createComputePipelineAsync", "pipelines");
}

/** What happened on all devices of this page while `action` ran. */
export async function deviceWorkOf(action: () => Promise<unknown>): Promise<DeviceWork> {
  const before = { ...work };
  await action();
  const fields = Object.keys(NONE) as (keyof DeviceWork)[];
  return Object.fromEntries(fields.map((field) => [field, work[field] - before[field]])) as unknown as DeviceWork;
}
