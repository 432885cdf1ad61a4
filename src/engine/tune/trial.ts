import {
  sizeOf,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
  type VariantTable,
} from "../../kernels-wgsl/index.ts";
import { threefry2x32 } from "../../lib/threefry.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { createStorage, readBuffers } from "../gpu/memory.ts";
import { bytesOf, prepareLaunches } from "./run-launches.ts";

/** One application of an operator that the candidates of a class of shapes are tried on. */
export interface Trial<A extends object = object> {
  readonly shapeClass: string;
  /** Extents to report: of a product, or of attention's scores (queries, keys, width of a head). */
  readonly extents: { readonly m: number; readonly n: number; readonly k: number };
  readonly operator: Operator<A>;
  readonly inputs: readonly TensorSpec[];
  readonly attributes: A;
  /** Candidates that this device and these extents allow. */
  readonly candidates: readonly string[];
  /** The candidate that the others are held against. */
  readonly naive: string;
  /** Label of the launches that the class decides about, where the operator has others too. */
  readonly timedLabel?: string;
}

/** A trial's launches by one variant, with buffers by tensor id. */
export interface Lowered {
  readonly launches: readonly Launch[];
  readonly buffers: ReadonlyMap<number, GPUBuffer>;
}

/** A trial with its operands on the device. */
export interface OpenTrial {
  lower(variants: VariantTable): Lowered;
  /** Runs the launches once on results filled with NaN, and reads all of them. */
  results(lowered: Lowered): Promise<Float32Array>;
  destroy(): void;
}

export function openTrial<A extends object>(gpu: Gpu, { operator, inputs: specs, attributes }: Trial<A>): OpenTrial {
  const inputs = specs.map((spec, id): Tensor => ({ ...spec, id }));
  const outputs = operator.infer(specs, attributes).map((spec, i): Tensor => ({ ...spec, id: inputs.length + i }));
  const owned: GPUBuffer[] = [];
  const storage = (tensor: Tensor): [number, GPUBuffer] => {
    const buffer = createStorage(gpu, "tuning", bytesOf(tensor));
    owned.push(buffer);
    return [tensor.id, buffer];
  };
  const fixed = new Map([...inputs, ...outputs].map(storage));
  const fill = ({ id }: Tensor, values: Float32Array<ArrayBuffer>): void =>
    gpu.device.queue.writeBuffer(fixed.get(id)!, 0, values);
  for (const input of inputs) fill(input, pattern(sizeOf(input.shape), input.id));
  return {
    lower: (variants) => {
      const traits = { ...gpu.traits, variants };
      const scratch = (operator.scratch?.(inputs, attributes, traits) ?? []).map((spec, i): Tensor => ({
        ...spec,
        id: inputs.length + outputs.length + i,
      }));
      const launches = operator.lower({ inputs, outputs, attributes }, scratch, traits);
      return { launches, buffers: new Map([...fixed, ...scratch.map(storage)]) };
    },
    results: async ({ launches, buffers }) => {
      for (const output of outputs) fill(output, new Float32Array(sizeOf(output.shape)).fill(NaN));
      const prepared = await prepareLaunches(gpu, launches, buffers);
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      prepared.encode(pass, 1);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      const ranges = outputs.map(({ id, shape }) => ({ buffer: fixed.get(id)!, offset: 0, bytes: 4 * sizeOf(shape) }));
      const copies = await readBuffers(gpu, ranges);
      prepared.destroy();
      return Float32Array.from(copies.flatMap((copy) => [...new Float32Array(copy)]));
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
