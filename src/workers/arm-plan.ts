import { planProgram } from "../engine/plan/plan.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { planReport } from "../engine/plan/report.ts";
import { parseExperiment } from "../experiments/schema/experiment.ts";
import { armDocument, stagesOf } from "../experiments/session/arm-document.ts";
import { optimizerOf } from "../experiments/session/live-arm.ts";
import type { DeviceTraits } from "../kernels-wgsl/index.ts";
import { flopsOf } from "../lib/counters.ts";
import { Failure } from "../lib/failure.ts";
import { paperDocument } from "../papers/index.ts";
import { plannedObjective } from "../training/objectives/index.ts";
import { trainingGraph } from "../training/trainer/graphs.ts";
import type { ArmPlan, PlanMemory } from "./protocol.ts";

/** Plans an arm's training step twice, with and without recomputation, and reports the one that the experiment asks for. */
export async function armPlan(
  value: unknown,
  id: string,
  traits: DeviceTraits,
  trainTokens?: number,
): Promise<ArmPlan> {
  const experiment = parseExperiment(value);
  const arm = experiment.arms.find((one) => one.id === id);
  if (arm === undefined) {
    const known = experiment.arms.map((one) => one.id).join(", ");
    throw new Failure(`The experiment has no arm ${id}; its arms are ${known}.`);
  }
  const source = await armDocument(arm, paperDocument);
  const { batch, sequenceLength, accumulate, recompute } = experiment;
  const objective = plannedObjective(source.checked, { sequenceLength, trainTokens });
  const planned = (wanted: typeof recompute): Plan => {
    const graph = trainingGraph(objective, {
      batch,
      sequenceLength,
      microSteps: accumulate,
      optimizer: optimizerOf(experiment, source),
    });
    return planProgram(graph, { traits, recompute: wanted });
  };
  const plans = { none: planned("none"), blocks: planned("blocks") };
  return {
    report: planReport(plans[recompute]),
    recompute,
    memory: { none: memoryOf(plans.none), blocks: memoryOf(plans.blocks) },
    laterSegments: stagesOf(source).length - 1,
  };
}

function memoryOf(plan: Plan): PlanMemory {
  const { counters, peakBytes, launches, buffers } = plan;
  const slots = [...buffers].filter(([key]) => key.startsWith("slot "));
  return {
    peakBytes,
    slotBytes: slots.reduce((sum, [, bytes]) => sum + bytes, 0),
    flops: Object.values(counters).reduce((sum, one) => sum + flopsOf(one), 0),
    dispatches: launches.length,
  };
}
