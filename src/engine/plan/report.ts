import { flopsOf } from "../../lib/counters.ts";
import type { Phase } from "../graph/graph.ts";
import type { FusionNote } from "../passes/fusion-note.ts";
import type { RecomputeNote } from "../passes/recompute.ts";
import { kernelTextHash } from "./kernel-text.ts";
import type { Plan } from "./plan.ts";
import type { Lifetime } from "./slots.ts";

export interface DispatchRow {
  readonly label: string;
  /** Hash of the kernel's text: tells the variants under one label apart. */
  readonly variant: string;
  /** Slug path of the block. */
  readonly block: string;
  /** Index of the plan's node that it belongs to; lifetimes count in nodes. */
  readonly node: number;
  readonly phase: Phase;
  readonly flops: number;
  /** Global memory read and written, each operand once. */
  readonly bytes: number;
  readonly workgroups: readonly [number, number, number];
}

export interface SlotRow {
  readonly bytes: number;
  /** What lies in the slot, one after the other. */
  readonly tenants: readonly (Omit<Lifetime, "slot"> & { readonly block: string; readonly operator: string })[];
}

/** A plan for people: what runs, what lies where for how long, what became of element-wise nodes. Plain data. */
export interface PlanReport {
  readonly dispatches: readonly DispatchRow[];
  readonly slots: readonly SlotRow[];
  /** All buffers: arenas, data, constants, inputs and slots. */
  readonly peakBytes: number;
  readonly slotBytes: number;
  /** Most bytes in slots that are alive at one node; `slotBytes` is more by what no other tensor fits into. */
  readonly liveBytes: number;
  /** Bytes in slots that are alive at each node. */
  readonly liveBytesByNode: readonly number[];
  /** At which node that is, and whose tensors they are. */
  readonly peakNode: number;
  readonly liveByBlock: readonly { readonly block: string; readonly bytes: number }[];
  readonly fusion: readonly FusionNote[];
  readonly recomputed: readonly RecomputeNote[];
}

export function planReport(plan: Plan): PlanReport {
  const live = plan.nodes.map((_, node) => sumBytes(plan.lifetimes.filter((one) => isAlive(one, node))));
  const liveBytes = live.reduce((most, bytes) => Math.max(most, bytes), 0);
  const peakNode = Math.max(0, live.indexOf(liveBytes));
  const slots = slotRows(plan);
  return {
    dispatches: plan.launches.map(({ launch, scope, phase, node }) => ({
      label: launch.label,
      variant: kernelTextHash(launch.source),
      block: scope,
      node,
      phase,
      flops: flopsOf(launch.counters),
      bytes: launch.counters.bytesRead + launch.counters.bytesWritten,
      workgroups: launch.workgroups,
    })),
    slots,
    peakBytes: plan.peakBytes,
    slotBytes: sumBytes(slots),
    liveBytes,
    liveBytesByNode: live,
    peakNode,
    liveByBlock: byBlock(
      plan,
      plan.lifetimes.filter((one) => isAlive(one, peakNode)),
    ),
    fusion: plan.fusion,
    recomputed: plan.recomputed,
  };
}

const isAlive = ({ firstNode, lastNode }: Lifetime, node: number): boolean => firstNode <= node && node <= lastNode;
const sumBytes = (rows: readonly { readonly bytes: number }[]): number =>
  rows.reduce((sum, { bytes }) => sum + bytes, 0);

function slotRows({ buffers, lifetimes, nodes }: Plan): SlotRow[] {
  const sizes = [...buffers].filter(([key]) => key.startsWith("slot "));
  return sizes.map(([key, bytes]) => ({
    bytes,
    tenants: lifetimes
      .filter(({ slot }) => key === `slot ${slot}`)
      .map(({ bytes: own, firstNode, lastNode }) => {
        const { scope: block, operator } = nodes[firstNode];
        return { bytes: own, firstNode, lastNode, block, operator };
      }),
  }));
}

/** Largest first. */
function byBlock({ nodes }: Plan, lifetimes: readonly Lifetime[]): { block: string; bytes: number }[] {
  const blocks = new Map<string, number>();
  for (const { firstNode, bytes } of lifetimes) {
    const { scope } = nodes[firstNode];
    blocks.set(scope, (blocks.get(scope) ?? 0) + bytes);
  }
  return [...blocks].map(([block, bytes]) => ({ block, bytes })).sort((one, other) => other.bytes - one.bytes);
}
