import { f32, type Launch, type Tensor, type VariantTable } from "../../kernels-wgsl/index.ts";
import { MATMUL_CANDIDATES } from "../../kernels-wgsl/matmul/candidates.ts";
import type { MatmulLayout } from "../../kernels-wgsl/matmul/gemm-shape.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { threefry2x32 } from "../../lib/threefry.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { createStorage, readBuffers } from "../gpu/memory.ts";
import { bytesOf, prepareLaunches } from "./run-launches.ts";

/** A matrix product that candidates are tried on. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly layout: MatmulLayout;
}

/** A product's launches by one variant, with buffers by tensor id. */
export interface Lowered {
  readonly launches: readonly Launch[];
  readonly buffers: ReadonlyMap<number, GPUBuffer>;
}

/** A product with its operands on the device. */
export interface OpenProduct {
  readonly a: Tensor;
  readonly b: Tensor;
  /** Whether this device and layout allow a candidate at all. */
  allows(name: string): boolean;
  lower(variants: VariantTable): Lowered;
  /** Runs the launches once on a result filled with NaN, and reads it. */
  result(lowered: Lowered): Promise<Float32Array>;
  destroy(): void;
}

export function openProduct(gpu: Gpu, { m, n, k, layout }: Product): OpenProduct {
  const a: Tensor = { id: 0, ...(layout.transposeA ? f32(k, m) : f32(m, k)) };
  const b: Tensor = { id: 1, ...(layout.transposeB ? f32(n, k) : f32(k, n)) };
  const c: Tensor = { id: 2, ...f32(m, n) };
  const owned: GPUBuffer[] = [];
  const storage = (tensor: Tensor): [number, GPUBuffer] => {
    const buffer = createStorage(gpu, "tuning", bytesOf(tensor));
    owned.push(buffer);
    return [tensor.id, buffer];
  };
  const fixed = new Map([a, b, c].map(storage));
  for (const { id, shape } of [a, b]) gpu.device.queue.writeBuffer(fixed.get(id)!, 0, pattern(shape[0] * shape[1], id));
  const unwritten = new Float32Array(m * n).fill(NaN);
  return {
    a,
    b,
    allows: (name) => {
      if (!Object.hasOwn(MATMUL_CANDIDATES, name)) return true;
      const vectorForm = layout.transposeA ? "tn" : layout.transposeB ? "nt" : "nn";
      return MATMUL_CANDIDATES[name as keyof typeof MATMUL_CANDIDATES]({ vectorForm, traits: gpu.traits }) !== null;
    },
    lower: (variants) => {
      const traits = { ...gpu.traits, variants };
      const specs = matmul.scratch?.([a, b], layout, traits) ?? [];
      const scratch = specs.map((spec, i): Tensor => ({ ...spec, id: 3 + i }));
      const launches = matmul.lower({ inputs: [a, b], outputs: [c], attributes: layout }, scratch, traits);
      return { launches, buffers: new Map([...fixed, ...scratch.map(storage)]) };
    },
    result: async ({ launches, buffers }) => {
      gpu.device.queue.writeBuffer(fixed.get(c.id)!, 0, unwritten);
      const prepared = await prepareLaunches(gpu, launches, buffers);
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      prepared.encode(pass, 1);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      const range = { buffer: fixed.get(c.id)!, offset: 0, bytes: 4 * m * n };
      const [copy] = await readBuffers(gpu, [range]);
      prepared.destroy();
      return new Float32Array(copy);
    },
    destroy: () => {
      for (const buffer of owned) buffer.destroy();
    },
  };
}

/** Values in (-1, 1), the same on every device. */
function pattern(size: number, stream: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: size }, (_, i) => threefry2x32(7, stream, i, 0)[0] / 2 ** 31 - 1);
}
