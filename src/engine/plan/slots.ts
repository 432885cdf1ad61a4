import { sizeOf } from "../../kernels-wgsl/index.ts";
import type { GraphTensor } from "../graph/graph.ts";

/** What slot assignment needs to know of one node, in execution order. */
export interface SlotUse {
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
  readonly scratch: readonly { readonly id: number; readonly shape: readonly number[] }[];
}

/** From the node that makes a tensor to the last that reads it, as indices into the nodes. */
export interface Lifetime {
  readonly slot: number;
  readonly bytes: number;
  readonly firstNode: number;
  readonly lastNode: number;
}

export interface SlotAssignment {
  /** Slot index by tensor id (roots and scratch). */
  readonly slotOf: ReadonlyMap<number, number>;
  readonly slotBytes: readonly number[];
  readonly lifetimes: readonly Lifetime[];
}

const bytesOf = (tensor: { readonly shape: readonly number[] }): number =>
  Math.max(16, Math.ceil(sizeOf(tensor.shape) / 4) * 16);

/**
 * Assigns every slot tensor a buffer by liveness: a buffer is free again behind its tensor's last use. Outputs and scratch
 * are placed while the inputs are still held, so no dispatch ever has one buffer bound for reading and writing.
 * `isPlaced` marks tensors that live elsewhere (gradients in their arena); `kept` live to the end of the step.
 */
export function assignSlots(
  uses: readonly SlotUse[],
  isPlaced: (tensor: GraphTensor) => boolean,
  kept: ReadonlySet<number>,
): SlotAssignment {
  const lastUse = new Map<number, number>();
  uses.forEach((use, i) => {
    for (const tensor of [...use.inputs, ...use.outputs]) lastUse.set(tensor.root.id, i);
  });
  const slotOf = new Map<number, number>();
  const slotBytes: number[] = [];
  const free = new Set<number>();
  const lifetimes: Lifetime[] = [];
  const take = (id: number, bytes: number, firstNode: number): void => {
    const slot = chooseSlot(free, slotBytes, bytes);
    slotBytes[slot] = Math.max(slotBytes[slot] ?? 0, bytes);
    free.delete(slot);
    slotOf.set(id, slot);
    lifetimes.push({
      slot,
      bytes,
      firstNode,
      lastNode: kept.has(id) ? uses.length - 1 : (lastUse.get(id) ?? firstNode),
    });
  };
  uses.forEach((use, i) => {
    const made = use.outputs.filter((tensor) => tensor.storage === "slot" && !isPlaced(tensor));
    for (const tensor of made) take(tensor.id, bytesOf(tensor), i);
    for (const tensor of use.scratch) take(tensor.id, bytesOf(tensor), i);
    const ended = [...use.inputs, ...made].map((tensor) => tensor.root.id);
    for (const id of new Set([...ended, ...use.scratch.map((tensor) => tensor.id)])) {
      const slot = slotOf.get(id);
      if (slot !== undefined && (lastUse.get(id) ?? i) === i && !kept.has(id)) free.add(slot);
    }
  });
  return { slotOf, slotBytes, lifetimes };
}

/** The smallest free slot that is large enough, else the largest free one (which then grows), else a new one. */
function chooseSlot(free: ReadonlySet<number>, slotBytes: readonly number[], bytes: number): number {
  let best = -1;
  for (const slot of free) {
    if (best === -1) best = slot;
    const [candidate, current] = [slotBytes[slot], slotBytes[best]];
    const fits = candidate >= bytes;
    const currentFits = current >= bytes;
    if (fits ? !currentFits || candidate < current : !currentFits && candidate > current) best = slot;
  }
  return best === -1 ? slotBytes.length : best;
}
