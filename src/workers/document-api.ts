import { planProgram } from "../engine/plan/plan.ts";
import { planReport } from "../engine/plan/report.ts";
import type { PlanReport } from "../engine/plan/report.ts";
import type { DeviceTraits } from "../kernels-wgsl/index.ts";
import { costOf } from "../models/build/cost.ts";
import { CATALOGUE } from "../models/blocks/index.ts";
import { documentHash } from "../models/document/canonical.ts";
import { checkDocument, readDocument } from "../models/document/validate.ts";
import { plannedObjective } from "../training/objectives/index.ts";
import { DEFAULT_OPTIMIZER } from "../training/optimizers/settings.ts";
import { evaluationGraph, trainingGraph } from "../training/trainer/graphs.ts";
import type { CostReport, CostSetting, DocumentReport, PlanSetting } from "./protocol.ts";

export async function validateDocument(value: unknown): Promise<DocumentReport> {
  const { document, problems } = checkDocument(value, CATALOGUE);
  if (problems.length > 0 || document === undefined) {
    return { valid: false, problems: problems.map(({ sentence, node }) => ({ sentence, path: node })) };
  }
  return { valid: true, problems: [], hash: await documentHash(document, CATALOGUE) };
}

/** What a document costs, from the counters of its unbound graph; throws the first problem's sentence if it is wrong. */
export function documentCost(value: unknown, setting: CostSetting): CostReport {
  const cost = costOf(readDocument(value, CATALOGUE), setting);
  return {
    parameters: cost.parameters,
    flopsPerTokenForward: cost.flopsPerTokenForward,
    flopsPerTokenTraining: cost.flopsPerTokenTraining,
    stateBytes: 4 * cost.stateFloats,
    parameterBytes: cost.parameterBytes,
    activationBytes: cost.activationBytes,
    perBlock: cost.blocks.map(({ node, parameters, flopsPerTokenForward }) => ({
      path: node,
      parameters,
      flopsPerToken: flopsPerTokenForward,
    })),
  };
}

/** What a step of a document runs and where everything lies, as `traits` let it be planned. */
export function documentPlan(value: unknown, setting: PlanSetting, traits: DeviceTraits): PlanReport {
  const { batch, sequenceLength, accumulate = 1, recompute = "none", pass = "training" } = setting;
  const objective = plannedObjective(readDocument(value, CATALOGUE), { sequenceLength });
  if (pass === "forward") {
    return planReport(planProgram(evaluationGraph(objective, { batch, sequenceLength }), { traits }));
  }
  const graph = trainingGraph(objective, {
    batch,
    sequenceLength,
    microSteps: accumulate,
    optimizer: DEFAULT_OPTIMIZER,
  });
  return planReport(planProgram(graph, { traits, recompute }));
}
