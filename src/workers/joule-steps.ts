import { planProgram } from "../engine/plan/plan.ts";
import { parseExperiment } from "../experiments/schema/experiment.ts";
import type { Experiment } from "../experiments/schema/experiment.ts";
import { armDocument, stagesOf } from "../experiments/session/arm-document.ts";
import type { ArmDocument } from "../experiments/session/arm-document.ts";
import { stepsForJoules } from "../experiments/session/budget.ts";
import { optimizerOf } from "../experiments/session/live-arm.ts";
import type { DeviceTraits } from "../kernels-wgsl/index.ts";
import { addCounters, scaleCounters } from "../lib/counters.ts";
import type { Counters } from "../lib/counters.ts";
import { Failure } from "../lib/failure.ts";
import { paperDocument } from "../papers/index.ts";
import { plannedObjective } from "../training/objectives/index.ts";
import { trainingGraph } from "../training/trainer/graphs.ts";
import type { ArmSteps } from "./protocol.ts";

/** Work of one optimizer step of a segment, all micro-steps included, from its plan. */
function stepCounters(experiment: Experiment, source: ArmDocument, traits: DeviceTraits): Counters {
  const { batch, sequenceLength, accumulate, recompute } = experiment;
  const graph = trainingGraph(plannedObjective(source.checked, { sequenceLength }), {
    batch,
    sequenceLength,
    microSteps: accumulate,
    optimizer: optimizerOf(experiment, source),
  });
  const { counters } = planProgram(graph, { traits, recompute });
  const micro = addCounters(counters.forward, counters.backward);
  return addCounters(scaleCounters(micro, accumulate), counters.optimizer);
}

/** The steps that a budget in joules gives each arm, counted on its plans without a device; a Failure for another budget. */
export async function jouleSteps(value: unknown, traits: DeviceTraits): Promise<ArmSteps[]> {
  const experiment = parseExperiment(value);
  const { joules } = experiment.budget;
  if (joules === undefined) throw new Failure("Only a budget in joules is turned into steps beforehand.");
  const arms: ArmSteps[] = [];
  for (const arm of experiment.arms) {
    const source = await armDocument(arm, paperDocument);
    const counted = stagesOf(source).reduceRight<Parameters<typeof stepsForJoules>[0] | undefined>(
      (later, stage) => ({
        stepCounters: stepCounters(experiment, stage, traits),
        ...(later === undefined || stage.next === undefined ? {} : { next: { ...stage.next, stage: later } }),
      }),
      undefined,
    )!;
    arms.push({ arm: source.id, title: source.title, steps: stepsForJoules(counted, joules) });
  }
  return arms;
}
