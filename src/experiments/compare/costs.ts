import { mean } from "../../lib/statistics.ts";
import type { ArmResult, RunRecord } from "../schema/result.ts";
import { bestRate } from "./runs.ts";

/** A cost that quality may be held against. */
export interface Cost {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Timings and what follows from them are no ranking on a software adapter. */
  readonly isTimed: boolean;
  readonly of: (arm: ArmResult) => number | undefined;
}

/** Mean over the runs of the best rate that measured it. */
function ofRuns(read: (run: RunRecord) => number | undefined): Cost["of"] {
  return (arm) => {
    const values = (bestRate(arm)?.runs ?? arm.runs).flatMap((run) => read(run) ?? []);
    return values.length === 0 ? undefined : mean(values);
  };
}

export const COSTS: readonly Cost[] = [
  { id: "parameters", title: "Parameters", unit: "", isTimed: false, of: (arm) => arm.parameters },
  {
    id: "flops",
    title: "Training work per token",
    unit: "FLOP",
    isTimed: false,
    of: (arm) => arm.cost.flopsPerTokenTraining,
  },
  { id: "state", title: "State of one sequence", unit: "B", isTimed: false, of: (arm) => arm.cost.stateBytes },
  { id: "memory", title: "Peak training memory", unit: "B", isTimed: false, of: (arm) => arm.cost.peakTrainingBytes },
  {
    id: "energy",
    title: "Arithmetic energy per token (proxy)",
    unit: "J",
    isTimed: false,
    of: ofRuns((run) => {
      const picojoules = run.energy?.arithmeticPicojoulesPerToken;
      return picojoules === undefined ? undefined : picojoules * 1e-12;
    }),
  },
  {
    id: "step",
    title: "Step latency",
    unit: "s",
    isTimed: true,
    of: ofRuns((run) => {
      const ms = run.timings?.stepMs?.median;
      return ms === undefined ? undefined : ms / 1000;
    }),
  },
  {
    id: "decode",
    title: "Decode latency at the longest context",
    unit: "s",
    isTimed: true,
    of: ofRuns((run) => {
      const ms = run.timings?.decode?.at(-1)?.tokenMs.median;
      return ms === undefined ? undefined : ms / 1000;
    }),
  },
  {
    id: "seconds",
    title: "Training time",
    unit: "s",
    isTimed: true,
    of: ofRuns((run) => run.curves.seconds.at(-1)),
  },
];
