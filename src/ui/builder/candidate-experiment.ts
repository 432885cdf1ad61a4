import { parseExperiment, type Experiment } from "../../experiments/schema/experiment.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { presetById } from "../../models/presets/index.ts";
import { fittingData } from "./fitting-data.ts";

/**
 * The edited document against its baseline in the setting that the baseline is meant for. Initial weights are drawn by
 * seed and parameter name, so both arms begin equal wherever their names and shapes agree.
 */
export function candidateExperiment(
  document: ArchitectureDocument,
  baseline: string,
  base: Experiment | undefined,
): Experiment {
  const { title, training } = presetById(baseline);
  const name = document.name ?? "My architecture";
  const isText = document.task.kind === "next-token";
  return parseExperiment({
    schema: "bakeoff/experiment@1",
    kind: "compare",
    title: `${name} against ${title}`,
    arms: [
      { id: "baseline", title, preset: baseline },
      { id: "candidate", title: name, document },
    ],
    baseline: "baseline",
    data: fittingData(document, base?.data),
    sequenceLength: training.sequenceLength,
    batch: training.batch,
    budget: { steps: Math.min(training.steps, 300) },
    learningRates: [training.learningRate],
    seeds: [1],
    evaluate: { every: 25 },
    ...(isText ? { samples: {} } : {}),
  });
}
