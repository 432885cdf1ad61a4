import { Failure } from "../../lib/failure.ts";
import type { DeviceTraits } from "./operator.ts";

export interface OpenDevice {
  readonly device: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
  readonly traits: DeviceTraits;
}

const WANTED: readonly GPUFeatureName[] = ["timestamp-query", "subgroups", "shader-f16"];

/**
 * A device with the adapter's own buffer sizes and every optional feature it has. Kernels still keep to the portable
 * binding counts. Throws `Failure` where the browser offers no WebGPU.
 */
export async function openDevice(): Promise<OpenDevice> {
  const gpu = (navigator as Partial<Navigator>).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === undefined || adapter === null) {
    throw new Failure(
      "This browser offers no WebGPU adapter, so nothing can be trained here. Use a current Chrome, Edge, Safari 26 or Firefox with WebGPU enabled.",
    );
  }
  const requiredFeatures = WANTED.filter((feature) => adapter.features.has(feature));
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredFeatures,
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
  });
  return { device, adapterInfo: adapter.info, traits: await probeTraits(device, adapter.info) };
}

async function probeTraits(device: GPUDevice, info: GPUAdapterInfo): Promise<DeviceTraits> {
  const hasSubgroups = device.features.has("subgroups");
  const fixedSize = info.subgroupMinSize === info.subgroupMaxSize ? info.subgroupMinSize : null;
  return {
    subgroupSize: hasSubgroups ? fixedSize : null,
    hasQuads: hasSubgroups && (await quadsAreConsecutive(device)),
    hasF16: device.features.has("shader-f16"),
    isSoftware:
      info.isFallbackAdapter ||
      /swiftshader|llvmpipe|basic render/i.test(`${info.vendor} ${info.architecture} ${info.description}`),
  };
}

/** WGSL does not promise how invocations map to quads; kernels that share loads across a quad need consecutive local ids. */
const QUAD_PROBE = `
enable subgroups;
@group(0) @binding(0) var<storage, read_write> seen: array<u32>;
@compute @workgroup_size(4, 8) fn quad_probe(@builtin(local_invocation_index) index: u32) {
  for (var k = 0u; k < 4u; k++) { seen[index * 4u + k] = 0u; }
  seen[index * 4u] = quadBroadcast(index, 0u);
  seen[index * 4u + 1u] = quadBroadcast(index, 1u);
  seen[index * 4u + 2u] = quadBroadcast(index, 2u);
  seen[index * 4u + 3u] = quadBroadcast(index, 3u);
}`;

async function quadsAreConsecutive(device: GPUDevice): Promise<boolean> {
  const bytes = 32 * 4 * 4;
  const module = device.createShaderModule({ code: QUAD_PROBE });
  const pipeline = await device.createComputePipelineAsync({
    layout: "auto",
    compute: { module, entryPoint: "quad_probe" },
  });
  const seen = device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer: seen } }],
    }),
  );
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(seen, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const lanes = new Uint32Array(staging.getMappedRange().slice(0));
  seen.destroy();
  staging.destroy();
  return lanes.every((lane, i) => lane === Math.floor(i / 16) * 4 + (i % 4));
}
