import { packParams, sizeOf, type Launch, type Tensor } from "../../kernels-wgsl/index.ts";
import { withDeviceErrors } from "../gpu/device-errors.ts";
import type { Gpu } from "../gpu/gpu.ts";

/** Launches outside any plan, with everything they need on the device. */
export interface PreparedLaunches {
  /** Encodes all of them into one pass, `repeats` times. */
  encode(pass: GPUComputePassEncoder, repeats: number): void;
  destroy(): void;
}

const UNIFORM_COPY = 0x40 | 0x08; // UNIFORM | COPY_DST

/** Binds launches to buffers given by tensor id; the caller owns those. */
export async function prepareLaunches(
  gpu: Gpu,
  launches: readonly Launch[],
  buffers: ReadonlyMap<number, GPUBuffer>,
): Promise<PreparedLaunches> {
  const pipelines = await Promise.all(launches.map((launch) => gpu.pipelines.get(launch)));
  const uniforms: GPUBuffer[] = [];
  const bind = (launch: Launch, pipeline: GPUComputePipeline): GPUBindGroup => {
    const entries: GPUBindGroupEntry[] = launch.bindings.map(({ tensor }, i) => ({
      binding: i + 1,
      resource: { buffer: buffers.get(tensor.id)!, size: bytesOf(tensor) },
    }));
    const params = packParams(launch.source, launch.params, launch.label);
    if (params !== null) {
      const uniform = gpu.device.createBuffer({ label: launch.label, size: params.byteLength, usage: UNIFORM_COPY });
      gpu.device.queue.writeBuffer(uniform, 0, params);
      uniforms.push(uniform);
      entries.unshift({ binding: 0, resource: { buffer: uniform } });
    }
    return gpu.device.createBindGroup({ label: launch.label, layout: pipeline.getBindGroupLayout(0), entries });
  };
  const groups = await withDeviceErrors(gpu.device, "a launch that is timed by itself", () =>
    launches.map((launch, i) => bind(launch, pipelines[i])),
  );
  return {
    encode: (pass, repeats) => {
      for (let repeat = 0; repeat < repeats; repeat++) {
        launches.forEach((launch, i) => {
          pass.setPipeline(pipelines[i]);
          pass.setBindGroup(0, groups[i]);
          pass.dispatchWorkgroups(...launch.workgroups);
        });
      }
    },
    destroy: () => {
      for (const uniform of uniforms) uniform.destroy();
    },
  };
}

export const bytesOf = (tensor: Pick<Tensor, "shape">): number => Math.max(16, 4 * sizeOf(tensor.shape));
