import type { BuiltValue } from "../build/block-build.ts";
import { buildOf } from "../build/builders.ts";
import type { StepContext } from "./step-context.ts";

/** A step function whose knobs belong to its own kind. */
type AnyStep = (context: StepContext<never>) => readonly BuiltValue[];

const MODULES = import.meta.glob<{ step: AnyStep }>("../blocks/*/step.ts", { eager: true });

const STEPS = new Map(
  Object.entries(MODULES).map(([path, module]) => [path.split("/").at(-2) ?? path, module.step] as const),
);

/** How blocks of a kind compute one token: their `step.ts`, or their `build.ts` where they act on each position alone. */
export function stepOf(kind: string): AnyStep {
  return STEPS.get(kind) ?? buildOf(kind);
}

/** Kinds that mix positions and say in a `step.ts` how they go on from a state. */
export const STEP_KINDS: readonly string[] = [...STEPS.keys()];
