import type { RunKey } from "../schema/events.ts";
import type { Curves, Interruption, Segment, TextSample } from "../schema/result.ts";

/** Where an exported run stood. */
export interface RunSnapshot {
  readonly key: RunKey;
  readonly totalSteps: number;
  readonly curves: Curves;
  readonly segments: Segment[];
  readonly samples: TextSample[];
  readonly interruptions: Interruption[];
}
