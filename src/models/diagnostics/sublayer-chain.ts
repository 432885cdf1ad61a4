import type { Program, ValueId } from "../document/program.ts";

/** Which sub-layers of a network wait for which: what could run side by side. */
export interface SublayerChain {
  /** Residual additions, repeats unrolled. */
  readonly sublayers: number;
  /** Most sub-layers of which each reads what the one before it wrote. */
  readonly longestChain: number;
  /** Sub-layers of one depth of the chain, in order; those of one group could run at the same time. */
  readonly sideBySide: readonly (readonly string[])[];
}

/** Follows every value of a program to the deepest sub-layer whose branch was needed to make it. */
export function sublayerChain(program: Program): SublayerChain {
  const depthOf = new Map<ValueId, number>();
  const deepest = (values: readonly ValueId[]): number =>
    Math.max(0, ...values.map((value) => depthOf.get(value) ?? 0));
  const groups: string[][] = [];
  for (const step of program.steps) {
    if (step.step !== "residual") {
      const depth = deepest(step.reads);
      const writes = step.step === "block" ? step.writes : [step.write];
      for (const value of writes) depthOf.set(value, depth);
      continue;
    }
    // The branch is one sub-layer deeper than what it read; the sum waits for both arms.
    const depth = deepest([step.branch]) + 1;
    (groups[depth - 1] ??= []).push([step.node.address, ...step.passes].join("."));
    depthOf.set(step.write, Math.max(deepest([step.skip]), depth));
  }
  const sublayers = groups.reduce((sum, group) => sum + group.length, 0);
  return { sublayers, longestChain: groups.length, sideBySide: groups };
}
