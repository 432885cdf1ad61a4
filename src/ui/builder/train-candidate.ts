import { parseExperiment } from "../../experiments/schema/experiment.ts";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { sentenceOf } from "../../lib/failure.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { presetById } from "../../models/presets/index.ts";
import { draftStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { buildStore } from "./build-actions.ts";

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
  return parseExperiment({
    schema: "bakeoff/experiment@1",
    kind: "compare",
    title: `${name} against ${title}`,
    arms: [
      { id: "baseline", title, preset: baseline },
      { id: "candidate", title: name, document },
    ],
    baseline: "baseline",
    data: base?.data ?? { id: "state-of-the-union", tokenizer: "byte" },
    sequenceLength: training.sequenceLength,
    batch: training.batch,
    budget: { steps: Math.min(training.steps, 300) },
    learningRates: [training.learningRate],
    seeds: [1],
    evaluate: { every: 25 },
    samples: {},
  });
}

/** Puts the experiment into the training form, where it is looked over and started. */
export function trainCandidate(): void {
  const { document, baseline } = buildStore.getState();
  const draft = draftStore.getState();
  try {
    draft.openExperiment(candidateExperiment(document, baseline, draft.card?.experiments.quick));
    location.hash = addressOf({ view: "train" });
  } catch (thrown) {
    buildStore.setState({ notice: { sentence: sentenceOf(thrown), isProblem: true } });
  }
}
