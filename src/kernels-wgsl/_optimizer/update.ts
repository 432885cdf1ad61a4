import type { Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, write, type Launch, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { STEP_WGSL, type StepValues } from "../_kernel/step.ts";

/** Tensors start on boundaries of this many floats, so a block belongs to one group. */
export const BLOCK_FLOATS = 64;

/** What references assume of the step uniform unless told: the first step of a run. */
export const REFERENCE_STEP: StepValues = {
  index: 0,
  micro: 0,
  seed: 1,
  microSteps: 1,
  learningRate: 0.01,
  correction1: 1,
  correction2: 1,
  lossWeights: [1],
};

/**
 * Refuses what is not [parameters, gradients, states…, group of each block, groups, clip]: whole flat arenas, `states` of them
 * the rule's own, then u32 [n/64], f32 [4 * groups] of (decay, learning rate scale, is a Muon matrix, 0), f32 [norm, scale].
 */
export function checkUpdate(name: string, inputs: readonly TensorSpec[], states: number): void {
  const arenas = inputs.slice(0, 2 + states);
  const [length] = arenas[0].shape;
  const areArenas = arenas.every(
    ({ shape, dtype }) => dtype === "f32" && shape.length === 1 && shape[0] === length && length % BLOCK_FLOATS === 0,
  );
  const [blocks, groups, clip] = inputs.slice(2 + states);
  if (
    !areArenas ||
    blocks.dtype !== "u32" ||
    blocks.shape[0] !== length / BLOCK_FLOATS ||
    groups.shape[0] % 4 !== 0 ||
    clip.shape[0] !== 2
  ) {
    const given = inputs.map((input) => `${input.dtype} [${input.shape.join(", ")}]`).join(", ");
    throw new Failure(
      `${name} updates flat f32 arenas of one length, a multiple of ${BLOCK_FLOATS}: parameters, gradients and ${states} states, then u32 [n/${BLOCK_FLOATS}], f32 [4 * groups] and f32 [2]; it was given ${given}.`,
    );
  }
}

/** Operations per element of an update, without reading and writing. */
export interface ElementCost {
  readonly multiplies: number;
  readonly adds: number;
  readonly specials: number;
  /** Multiplications that a thread does once for its four elements. */
  readonly multipliesPerThread: number;
}

export interface UpdateKernel {
  readonly label: string;
  readonly text: string;
  /** Settings that do not change during a run, compiled in as constants. */
  readonly constants: Readonly<Record<string, number | boolean>>;
  readonly params?: Readonly<Record<string, number>>;
  readonly cost: ElementCost;
}

/** One dispatch over whole arenas, four elements per thread; parameters and states are written in place. */
export function updateLaunch(inputs: readonly Tensor[], states: number, kernel: UpdateKernel): Launch {
  const [length] = inputs[0].shape;
  const rest = inputs.slice(2 + states);
  return {
    label: kernel.label,
    source: expand(kernel.text, { constants: kernel.constants, snippets: { STEP: STEP_WGSL } }),
    params: { quads: length / 4, ...kernel.params },
    bindings: [write(inputs[0]), read(inputs[1]), ...inputs.slice(2, 2 + states).map(write), ...rest.map(read)],
    usesStep: true,
    workgroups: foldWorkgroups(length / 4, 64),
    counters: updateCounters(length, states, rest, kernel.cost),
  };
}

/** Each thread also loads its block's group number, that group and the clip scale. */
function updateCounters(length: number, states: number, rest: readonly Tensor[], cost: ElementCost): Counters {
  const tables = rest.reduce((sum, tensor) => sum + 4 * tensor.shape[0], 0);
  const arenasRead = 4 * length * (2 + states);
  const bytesWritten = 4 * length * (1 + states);
  return {
    multiplies: length * cost.multiplies + (length / 4) * cost.multipliesPerThread,
    adds: length * cost.adds,
    specials: length * cost.specials,
    bytesRead: arenasRead + tables,
    bytesWritten,
    bytesTouched: arenasRead + bytesWritten + (length / 4) * (4 + 16 + 4),
    workgroupBytes: 0,
    launches: 1,
  };
}

/** Decay and learning rate of element i, in float64. */
export function groupOf(
  i: number,
  groupOfBlock: Float64Array,
  groups: Float64Array,
  step: StepValues,
): { readonly decay: number; readonly rate: number; readonly isMatrix: boolean } {
  const at = 4 * groupOfBlock[Math.floor(i / BLOCK_FLOATS)];
  return { decay: groups[at], rate: step.learningRate * groups[at + 1], isMatrix: groups[at + 2] !== 0 };
}
