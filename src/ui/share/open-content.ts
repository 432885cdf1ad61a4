import { Failure } from "../../lib/failure.ts";
import type { SharedContent } from "../../sharing/content.ts";
import { engine } from "../../workers/client.ts";
import { experimentWithDocument } from "../files/document-arm.ts";
import { claimStore, draftStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { draftedExperiment, startExperiment } from "../train/start-training.ts";

async function assertValid(document: unknown, name: string): Promise<void> {
  const report = await (await engine()).validate(document);
  if (report.valid) return;
  const sentences = report.problems.map((problem) => problem.sentence).slice(0, 3);
  throw new Failure(`${name} is no valid architecture. ${sentences.join(" ")}`);
}

/** Opens an architecture in the editor, as one step that can be undone. */
async function editDocument(document: unknown, name: string): Promise<void> {
  await assertValid(document, name);
  const [{ buildStore }, { readDocument }, { CATALOGUE }] = await Promise.all([
    import("../builder/build-actions.ts"),
    import("../../models/document/validate.ts"),
    import("../../models/blocks/index.ts"),
  ]);
  const read = readDocument(document, CATALOGUE).document;
  buildStore.setState({ document: read, selection: [], notice: undefined });
  location.hash = addressOf({ view: "build" });
}

/** Puts an architecture into the form, against the baseline that stands there. */
export async function openDocument(document: unknown, name: string): Promise<void> {
  await assertValid(document, name);
  const base = await draftedExperiment();
  if (base === undefined) throw new Failure("There is no experiment to put it into yet. Open a paper card first.");
  draftStore.getState().openExperiment(experimentWithDocument(base, document, name));
}

/** Opens shared content: an architecture in the editor, an experiment in the form; nothing is started. */
export async function openContent(content: SharedContent): Promise<void> {
  if (content.kind === "document") {
    const { name } = content.document;
    await editDocument(content.document, typeof name === "string" ? name : "The shared architecture");
    return;
  }
  draftStore.getState().openExperiment(content.experiment);
  location.hash = addressOf({ view: "train" });
}

/** Runs a shared experiment again; its result is held against the claim when it is there. */
export async function rerunAndCompare(content: SharedContent & { readonly kind: "result" }): Promise<void> {
  const { experiment, digest } = content;
  draftStore.getState().openExperiment(experiment);
  claimStore.setState({ claim: { experiment, digest } });
  await startExperiment(experiment);
}
