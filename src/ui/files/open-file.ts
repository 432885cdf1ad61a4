import { parseExperiment } from "../../experiments/schema/experiment.ts";
import { parseResult } from "../../experiments/schema/result.ts";
import { Failure, sentenceOf } from "../../lib/failure.ts";
import { archiveStore, draftStore, readArchive, routeStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { runArchive } from "../store/run-archive.ts";
import { readContent } from "../../sharing/content.ts";
import { openContent, openDocument } from "../share/open-content.ts";
import { resumeTraining } from "../train/start-training.ts";
import { fileKind } from "./file-kind.ts";
import { readStateHead } from "./state-head.ts";

async function openState(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { experiment, runs } = readStateHead(bytes);
  await resumeTraining(experiment, bytes, runs);
}

async function openResult(value: unknown): Promise<void> {
  const summary = await runArchive.add(parseResult(value));
  archiveStore.setState(({ runs }) => ({ runs: [summary, ...(runs ?? [])] }));
  location.hash = addressOf({ view: "run", id: summary.id });
}

/** All runs of a file go into this browser's list; those that are in it already stay as they are. */
async function openRuns(value: unknown): Promise<void> {
  const { readArchiveFile } = await import("../store/archive-file.ts");
  const known = new Set((await runArchive.list()).map(({ id }) => id));
  for (const run of readArchiveFile(value)) if (!known.has(run.summary.id)) await runArchive.restore(run);
  await readArchive();
  location.hash = addressOf({ view: "compare" });
}

function parseJson(bytes: Uint8Array<ArrayBuffer>, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure(`${name} is not valid JSON (${reason}). Give an experiment, a result or an architecture.`);
  }
}

async function open(file: File): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) throw new Failure(`${file.name} is empty. Choose a file with something in it.`);
  const kind = fileKind(file.name, bytes);
  if (kind === "text") {
    draftStore.getState().useOwnText({ name: file.name, bytes });
    return;
  }
  if (kind === "state") return openState(bytes);
  const value = parseJson(bytes, file.name);
  const tag = typeof value === "object" && value !== null && "schema" in value ? String(value.schema) : "";
  if (tag.startsWith("bakeoff/result")) return openResult(value);
  if (tag.startsWith("bakeoff/runs")) return openRuns(value);
  if (tag.startsWith("bakeoff/share")) return openContent(readContent(value));
  if (typeof value === "object" && value !== null && "trunk" in value) return openDocument(value, file.name);
  draftStore.getState().openExperiment(parseExperiment(value));
}

/** Opens whatever the reader gave: a text, an experiment, a result, an architecture, shared content, a file of runs, or an exported state. */
export async function openFile(file: File): Promise<void> {
  if (routeStore.getState().view !== "train") location.hash = addressOf({ view: "train" });
  try {
    await open(file);
  } catch (thrown) {
    draftStore.getState().report(sentenceOf(thrown));
  }
}
