import { compareArms } from "../compare/compare.ts";
import type { PlannedArm } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import { measureOf } from "../schema/measure.ts";
import { RESULT_FORMAT } from "../schema/result.ts";
import type { ArmCost, ArmResult, Result, RunRecord } from "../schema/result.ts";
import { currentTag } from "../schema/versions.ts";
import { stepsOfArm } from "./budget.ts";
import { documentCost } from "./document-cost.ts";
import { energyReport } from "./energy-report.ts";
import { stagesOf } from "./arm-document.ts";
import type { LiveArm } from "./live-arm.ts";

/** What an arm ends as: its result and its cost are those of its last segment. */
function lastStage(arm: LiveArm): LiveArm {
  return stagesOf(arm).at(-1) ?? arm;
}

/** What an arm costs: its document counted without a device, and the memory of its plan on this one. */
function armCost(arm: LiveArm, { batch, sequenceLength }: Experiment): ArmCost {
  return {
    ...documentCost(arm.source.checked, { batch, sequenceLength }),
    peakTrainingBytes: arm.trainer.plan.peakBytes,
  };
}

export function plannedArm(arm: LiveArm, experiment: Experiment): PlannedArm {
  const energy = energyReport({ counters: arm.stepCounters, tokensPerStep: arm.tokensPerStep });
  const steps = stepsOfArm(experiment, arm);
  return { ...armHead(arm, experiment), energy, ...(steps === null ? {} : { steps }) };
}

function armHead(
  arm: LiveArm,
  experiment: Experiment,
): Pick<ArmResult, "id" | "parameters" | "cost"> & { title: string } {
  const { id, title, trainer } = lastStage(arm);
  return { id, title, parameters: trainer.plan.layout.parameterCount, cost: armCost(lastStage(arm), experiment) };
}

export function armResult(arm: LiveArm, runs: readonly RunRecord[], experiment: Experiment): ArmResult {
  return {
    ...armHead(arm, experiment),
    document: structuredClone(lastStage(arm).source.checked.document) as unknown as Record<string, unknown>,
    runs: [...runs],
  };
}

/** The result of a session; compared with the baseline where the experiment names one. */
export function assembleResult(parts: Omit<Result, "schema" | "comparison">): Result {
  const { baseline } = parts.experiment;
  const comparison =
    baseline === undefined
      ? undefined
      : compareArms(parts.arms, {
          baseline,
          isSoftwareAdapter: parts.adapter.isSoftware,
          unit: measureOf(parts.dataset).unit,
        });
  return { schema: currentTag(RESULT_FORMAT), ...parts, ...(comparison === undefined ? {} : { comparison }) };
}
