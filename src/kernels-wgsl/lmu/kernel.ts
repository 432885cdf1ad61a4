import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Operator,
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { expandPackedRowKernel, packOf, packSumAdds, rowReductionCost, withPack } from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { impulseResponse, type LinearSystem } from "./matrices.ts";
import { memoryBackwardReference, memoryReference, type MemoryShape } from "./reference.ts";

/** Steps that one thread computes. */
const ROWS = 4;

function memoryShape(batch: number, steps: number, response: TensorSpec): MemoryShape {
  if (response.shape.length !== 2 || response.shape[0] !== steps) {
    throw new Failure(
      `lmu_memory reads an impulse response [steps, memory] for each of ${steps} steps; it was given [${response.shape.join(", ")}].`,
    );
  }
  return { batch, steps, memory: response.shape[1] };
}

function shapeOf(u: TensorSpec, response: TensorSpec): MemoryShape {
  if (u.shape.length !== 2) {
    throw new Failure(`lmu_memory reads one number per step, u [B, T]; it was given [${u.shape.join(", ")}].`);
  }
  return memoryShape(u.shape[0], u.shape[1], response);
}

/** Products of a step and an input before or at it, for one number of the memory. */
const causalPairs = (steps: number): number => (steps * (steps + 1)) / 2;

/**
 * Remembers u [B,T] in a fixed linear system of `memory` numbers, m_t = A m_{t-1} + B u_t from m = 0: [B,T,memory]. The impulse
 * response is made on the host in float64, and the system only for that: large ones take seconds. `name` tells systems apart.
 */
export function applyMemory(tape: Tape, u: Tensor, memory: number, system: () => LinearSystem, name: string): Tensor {
  const [, steps] = u.shape;
  const response = tape.constant(`impulse response of ${name} over ${steps} steps`, f32(steps, memory), () =>
    impulseResponse(system(), steps),
  );
  return tape.apply(lmuMemory, [u, response], {})[0];
}

/** Inputs u [B,T] and the impulse response [T,memory]; output m [B,T,memory]. See `applyMemory`. */
export const lmuMemory: Operator = {
  name: "lmu_memory",
  infer([u, response]) {
    const { batch, steps, memory } = shapeOf(u, response);
    return [f32(batch, steps, memory)];
  },
  reference: ([u, response], _attributes, [uSpec, responseSpec]) => [
    memoryReference(u, response, shapeOf(uSpec, responseSpec)),
  ],
  gradient(tape, { inputs: [, response] }, [dm], wants) {
    if (dm === null || !wants[0]) return [null, null];
    return [tape.apply(lmuMemoryBackward, [dm, response], {})[0], null];
  },
  lower({ inputs: [u, response], outputs: [m] }) {
    const { batch, steps, memory } = shapeOf(u, response);
    const pack = packOf(memory);
    const [packs, blocks] = [memory / pack, Math.ceil(steps / ROWS)];
    const size = batch * blocks * packs;
    const products = batch * causalPairs(steps) * memory;
    // Of each block's response and inputs: one row and one new number for each step up to its last.
    const rows = Array.from({ length: blocks }, (_, block) => Math.min((block + 1) * ROWS, steps));
    const loads = rows.reduce((sum, count) => sum + count, 0) * batch * packs;
    return [
      {
        label: "lmu_memory",
        source: expand(forward, withPack(pack, { constants: { ROWS } })),
        params: { size, packs, steps, blocks },
        bindings: [read(u), read(response), write(m)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * (sizeOf(u.shape) + sizeOf(response.shape)),
          bytesWritten: 4 * sizeOf(m.shape),
          bytesTouched: 4 * (loads * (pack + 1) + size * ROWS + sizeOf(m.shape)),
          launches: 1,
        },
      },
    ];
  },
};

const ofGradient = (dm: TensorSpec, response: TensorSpec): MemoryShape =>
  memoryShape(dm.shape[0], dm.shape[1], response);

/** du [B,T] from dm [B,T,memory] and the impulse response. */
export const lmuMemoryBackward: Operator = {
  name: "lmu_memory_backward",
  infer: ([dm, response]) => {
    const { batch, steps } = ofGradient(dm, response);
    return [f32(batch, steps)];
  },
  reference: ([dm, response], _attributes, [dmSpec, responseSpec]) => [
    memoryBackwardReference(dm, response, ofGradient(dmSpec, responseSpec)),
  ],
  lower({ inputs: [dm, response], outputs: [du] }, _scratch, traits) {
    const { batch, steps, memory } = ofGradient(dm, response);
    const pack = packOf(memory);
    const rows = batch * steps;
    const products = batch * causalPairs(steps) * memory;
    const reduction = rowReductionCost(rows, 1, traits);
    return [
      {
        label: "lmu_memory_backward",
        source: expandPackedRowKernel(backward, pack, traits),
        params: { rows, packs: memory / pack, steps },
        bindings: [read(dm), read(response), write(du)],
        workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products + reduction.adds + packSumAdds(rows, 1, pack, traits),
          bytesRead: 4 * (sizeOf(dm.shape) + sizeOf(response.shape)),
          bytesWritten: 4 * rows,
          bytesTouched: 4 * (2 * products + rows),
          workgroupBytes: reduction.workgroupBytes,
          launches: 1,
        },
      },
    ];
  },
};
