import { sentenceOf } from "../../lib/failure.ts";
import { draftStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { buildStore } from "./build-actions.ts";
import { candidateExperiment } from "./candidate-experiment.ts";

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
