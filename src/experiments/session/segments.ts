import type { CarriedState } from "../../training/transforms/carry-over.ts";
import type { RunSnapshot } from "./run-snapshot.ts";
import type { Next } from "./arm-document.ts";

/** Steps done when the next segment begins; at least one lies before it and one behind. */
export function boundaryOf({ at }: Pick<Next<unknown>, "at">, totalSteps: number): number {
  return Math.max(1, Math.min(totalSteps - 1, Math.round(at * totalSteps)));
}

/** The segment whose state an exported run holds: a boundary is passed by the step behind it. */
export function stageAt<Stage extends { readonly next?: Next<Stage> }>(
  stage: Stage,
  snapshot: Pick<RunSnapshot, "curves" | "totalSteps">,
): Stage {
  const { next } = stage;
  const step = snapshot.curves.step.at(-1) ?? 0;
  if (next === undefined || step <= boundaryOf(next, snapshot.totalSteps)) return stage;
  return stageAt(next.stage, snapshot);
}

/** What became of the parameters at a boundary. */
export function transformSentence({ kept, grown, fresh, dropped }: Omit<CarriedState, "tensors">): string {
  return `The next segment begins: ${kept} parameters carried over, ${grown} of them with rows appended; ${fresh} new, ${dropped} dropped.`;
}
