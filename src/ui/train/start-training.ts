import type { Experiment } from "../../experiments/schema/experiment.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { adapterStore, draftStore, routeStore, sessionStore } from "../store/index.ts";
import { baseExperiment } from "../store/draft-store.ts";
import type { StartOptions } from "../../workers/protocol.ts";
import type { RunView } from "../store/session-view.ts";
import { addressOf } from "../store/route-store.ts";

/** Loaded with the card, after the first paint: the schemas are a quarter of the page's code. */
const schemas = () => import("../store/experiment-draft.ts");

/** Shows the training view, so that what was started is on screen. */
function showTraining(): void {
  if (routeStore.getState().view !== "train") location.hash = addressOf({ view: "train" });
}

/** The experiment of the form, or undefined with a sentence beside the form. */
export async function draftedExperiment(): Promise<Experiment | undefined> {
  const draft = draftStore.getState();
  const adapter = adapterStore.getState();
  const base = baseExperiment(draft, adapter.status !== "ready" || adapter.report.isSoftware);
  if (base === undefined) return undefined;
  try {
    const { experimentFrom } = await schemas();
    const experiment = experimentFrom(base, draft.changes);
    draft.report(undefined);
    return experiment;
  } catch (thrown) {
    draft.report(sentenceOf(thrown));
    return undefined;
  }
}

async function start(experiment: Experiment, options: StartOptions, before: readonly RunView[]): Promise<void> {
  showTraining();
  const { filesFor } = await schemas();
  const files = filesFor(experiment, draftStore.getState().changes.ownText);
  await sessionStore.getState().start(experiment, { files, ...options }, before);
}

/** Starts an experiment that does not come from the form. */
export async function startExperiment(experiment: Experiment): Promise<void> {
  await start(experiment, {}, []);
}

/** Starts what the form describes. */
export async function startTraining(): Promise<void> {
  const experiment = await draftedExperiment();
  if (experiment !== undefined) await start(experiment, {}, []);
}

/** Continues a session from its state; `before` are its runs as they were. */
export async function resumeTraining(
  experiment: Experiment,
  state: Uint8Array<ArrayBuffer>,
  before: readonly RunView[],
  kept: Pick<StartOptions, "keepAs" | "files"> = {},
): Promise<void> {
  await start(experiment, { ...kept, resumeFrom: state }, before);
}
