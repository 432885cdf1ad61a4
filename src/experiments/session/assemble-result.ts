import { flopsOf } from "../../lib/counters.ts";
import { compareArms } from "../compare/compare.ts";
import type { PlannedArm } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import { RESULT_FORMAT } from "../schema/result.ts";
import type { ArmCost, ArmResult, Result, RunRecord } from "../schema/result.ts";
import { currentTag } from "../schema/versions.ts";
import type { LiveArm } from "./live-arm.ts";

/** What an arm costs, from the counters of its plan. */
function costOf(arm: LiveArm, experiment: Experiment): ArmCost {
  const { plan } = arm.trainer;
  const tokensPerMicroStep = experiment.batch * experiment.sequenceLength;
  return {
    flopsPerTokenForward: flopsOf(plan.counters.forward) / tokensPerMicroStep,
    flopsPerTokenTraining: arm.flopsPerStep / arm.tokensPerStep,
    stateBytes: 0,
    parameterBytes: 4 * plan.layout.parameterCount,
    peakTrainingBytes: plan.peakBytes,
  };
}

export function plannedArm(arm: LiveArm, experiment: Experiment): PlannedArm {
  const { id, title } = arm;
  return { id, title, parameters: arm.trainer.plan.layout.parameterCount, cost: costOf(arm, experiment) };
}

export function armResult(arm: LiveArm, runs: readonly RunRecord[], experiment: Experiment): ArmResult {
  return {
    ...plannedArm(arm, experiment),
    document: structuredClone(arm.source.checked.document) as unknown as Record<string, unknown>,
    runs: [...runs],
  };
}

/** The result of a session; compared with the baseline where the experiment names one. */
export function assembleResult(parts: Omit<Result, "schema" | "comparison">): Result {
  const { baseline } = parts.experiment;
  const comparison =
    baseline === undefined
      ? undefined
      : compareArms(parts.arms, { baseline, isSoftwareAdapter: parts.adapter.isSoftware });
  return { schema: currentTag(RESULT_FORMAT), ...parts, ...(comparison === undefined ? {} : { comparison }) };
}
