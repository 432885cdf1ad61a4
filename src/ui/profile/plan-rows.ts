import type { ArmPlan, DispatchRow, FusionNote, PlanReport } from "../../workers/protocol.ts";

/** Candidates with one fate, put together. */
export interface FusionGroup {
  readonly id: string;
  readonly what: string;
  /** "became part of matmul", or "stays a kernel". */
  readonly fate: string;
  readonly isFused: boolean;
  readonly count: number;
  /** Distinct reasons of those that were not fused. */
  readonly reasons: readonly string[];
}

const KINDS: Record<FusionNote["kind"], (rows: readonly string[]) => string> = {
  elementwise: (rows) => rows.join(" → "),
  "row sums": () => "bias gradient",
  "partial sums": (rows) => `partial sums of ${rows.join(", ")}`,
};

/** Those that stayed first, the most frequent first. */
export function fusionGroups(notes: readonly FusionNote[]): FusionGroup[] {
  const groups = new Map<string, FusionNote[]>();
  for (const note of notes) {
    const key = `${note.into ?? ""} ${note.kind} ${note.rows.join(" ")}`;
    groups.set(key, [...(groups.get(key) ?? []), note]);
  }
  return [...groups]
    .map(([id, members]): FusionGroup => {
      const [{ kind, rows, into }] = members;
      return {
        id,
        what: KINDS[kind](rows),
        fate: into === null ? "stays a kernel" : `became part of ${into}`,
        isFused: into !== null,
        count: members.length,
        reasons: [...new Set(members.flatMap(({ reasons }) => reasons))],
      };
    })
    .sort((one, other) => Number(one.isFused) - Number(other.isFused) || other.count - one.count);
}

/** A kernel's texts in a plan. */
export interface VariantRow {
  readonly label: string;
  readonly variant: string;
  readonly dispatches: number;
}

/** Each text that the plan uses, by label. */
export function variantRows(dispatches: readonly DispatchRow[]): VariantRow[] {
  const counts = new Map<string, VariantRow>();
  for (const { label, variant } of dispatches) {
    const key = `${label} ${variant}`;
    counts.set(key, { label, variant, dispatches: (counts.get(key)?.dispatches ?? 0) + 1 });
  }
  return [...counts.values()].sort((one, other) => one.label.localeCompare(other.label));
}

/** First dispatch of each node and, at the end, the number of dispatches: lifetimes in nodes become stretches of dispatches. */
export function dispatchStarts({ dispatches, liveBytesByNode }: PlanReport): number[] {
  const starts = new Array<number>(liveBytesByNode.length + 1).fill(dispatches.length);
  for (let index = dispatches.length - 1; index >= 0; index--) starts[dispatches[index].node] = index;
  // A node without a launch begins where the next one does.
  for (let node = starts.length - 2; node >= 0; node--) starts[node] = Math.min(starts[node], starts[node + 1]);
  return starts;
}

/** What making activations again changes, in words. */
export function recomputeSentence({ memory, recompute }: ArmPlan, bytesText: (bytes: number) => string): string {
  const { none, blocks } = memory;
  const saved = none.peakBytes - blocks.peakBytes;
  const [more, share] = [blocks.dispatches - none.dispatches, blocks.flops / none.flops - 1];
  const now =
    recompute === "blocks" ? "This experiment makes activations again." : "This experiment keeps activations.";
  if (saved <= 0) return `${now} Making them again would save nothing here.`;
  const price = `${more} more dispatches and ${(100 * share).toFixed(0)} % more operations`;
  return `${now} Making them again takes ${bytesText(saved)} less at the peak, for ${price}.`;
}
