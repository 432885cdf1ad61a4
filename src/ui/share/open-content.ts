import { Failure } from "../../lib/failure.ts";
import type { SharedContent } from "../../sharing/content.ts";
import { engine } from "../../workers/client.ts";
import { experimentWithDocument } from "../files/document-arm.ts";
import { claimStore, draftStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { draftedExperiment, startExperiment } from "../train/start-training.ts";

function showForm(): void {
  location.hash = addressOf({ view: "train" });
}

/** Puts an architecture into the form, against the baseline that stands there. */
export async function openDocument(document: unknown, name: string): Promise<void> {
  const report = await (await engine()).validate(document);
  if (!report.valid) {
    const sentences = report.problems.map((problem) => problem.sentence).slice(0, 3);
    throw new Failure(`${name} is no valid architecture. ${sentences.join(" ")}`);
  }
  const base = await draftedExperiment();
  if (base === undefined) throw new Failure("There is no experiment to put it into yet. Open a paper card first.");
  draftStore.getState().openExperiment(experimentWithDocument(base, document, name));
}

/** Puts shared content into the form; nothing is started. */
export async function openContent(content: SharedContent): Promise<void> {
  if (content.kind === "document") {
    const { name } = content.document;
    await openDocument(content.document, typeof name === "string" ? name : "shared architecture");
  } else {
    draftStore.getState().openExperiment(content.experiment);
  }
  showForm();
}

/** Runs a shared experiment again; its result is held against the claim when it is there. */
export async function rerunAndCompare(content: SharedContent & { readonly kind: "result" }): Promise<void> {
  const { experiment, digest } = content;
  draftStore.getState().openExperiment(experiment);
  claimStore.setState({ claim: { experiment, digest } });
  await startExperiment(experiment);
}
