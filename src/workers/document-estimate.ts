import { planProgram } from "../engine/plan/plan.ts";
import type { DeviceTraits } from "../kernels-wgsl/index.ts";
import { addCounters, flopsOf, NO_COST } from "../lib/counters.ts";
import { Failure } from "../lib/failure.ts";
import { CATALOGUE } from "../models/blocks/index.ts";
import { decodeGraph } from "../models/decode/decode-graph.ts";
import { readDocument, type CheckedDocument } from "../models/document/validate.ts";
import { plannedObjective } from "../training/objectives/index.ts";
import { DEFAULT_OPTIMIZER } from "../training/optimizers/settings.ts";
import { trainingGraph } from "../training/trainer/graphs.ts";
import { documentCost } from "./document-api.ts";
import type { CostSetting, DocumentEstimate } from "./protocol.ts";

/** What a document being edited would take: its cost, a training step's plan and one step of decoding. No device. */
export function documentEstimate(value: unknown, setting: CostSetting, traits: DeviceTraits): DocumentEstimate {
  const checked = readDocument(value, CATALOGUE);
  const graph = trainingGraph(plannedObjective(checked, setting), {
    ...setting,
    microSteps: 1,
    optimizer: DEFAULT_OPTIMIZER,
  });
  const plan = planProgram(graph, { traits });
  const decode = decodeFlops(checked, setting.sequenceLength, traits);
  return {
    ...documentCost(value, setting),
    step: addCounters(NO_COST, ...Object.values(plan.counters)),
    peakBytes: plan.peakBytes,
    dispatches: plan.launches.length,
    ...(decode === undefined ? {} : { flopsPerTokenDecode: decode }),
  };
}

/** Work of one more token behind a full context; undefined for a document that cannot go on token by token. */
function decodeFlops(checked: CheckedDocument, capacity: number, traits: DeviceTraits): number | undefined {
  try {
    const { counters } = planProgram(decodeGraph(checked, capacity).graph, { traits });
    return flopsOf(addCounters(NO_COST, ...Object.values(counters)));
  } catch (thrown) {
    if (thrown instanceof Failure) return undefined;
    throw thrown;
  }
}
