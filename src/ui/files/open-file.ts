import { parseExperiment } from "../../experiments/schema/experiment.ts";
import { parseResult } from "../../experiments/schema/result.ts";
import { Failure, sentenceOf } from "../../lib/failure.ts";
import { archiveStore, draftStore, readArchive, routeStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { runArchive } from "../store/run-archive.ts";
import type { KeptRun } from "../store/run-archive.ts";
import { listWeights } from "../runs/weights-store.ts";
import { engine } from "../../workers/client.ts";
import type { WeightsFile } from "../../workers/protocol.ts";
import { readContent } from "../../sharing/content.ts";
import { openContent, openDocument } from "../share/open-content.ts";
import { resumeTraining } from "../train/start-training.ts";
import { fileKind } from "./file-kind.ts";
import { readStateHead, schemaOf } from "./state-head.ts";

async function openTensors(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const schema = schemaOf(bytes);
  if (schema.startsWith("bakeoff/runs")) {
    const { readArchiveWithWeights } = await import("../store/archive-file.ts");
    const { runs, weights } = readArchiveWithWeights(bytes);
    return keepRuns(runs, weights);
  }
  if (schema.startsWith("bakeoff/weights")) {
    throw new Failure(
      "This file holds the weights of one trained run, for other programs. Open the file of a run, or of all runs with their weights.",
    );
  }
  const { experiment, runs } = readStateHead(bytes);
  await resumeTraining(experiment, bytes, runs);
}

async function openResult(value: unknown): Promise<void> {
  const summary = await runArchive.add(parseResult(value));
  archiveStore.setState(({ runs }) => ({ runs: [summary, ...(runs ?? [])] }));
  location.hash = addressOf({ view: "run", id: summary.id });
}

async function openRuns(value: unknown): Promise<void> {
  const { readArchiveFile } = await import("../store/archive-file.ts");
  await keepRuns(readArchiveFile(value), []);
}

/** All runs of a file go into this browser's list; those that are in it already stay as they are, and so do their weights. */
async function keepRuns(runs: readonly KeptRun[], weights: readonly WeightsFile[]): Promise<void> {
  const known = new Set((await runArchive.list()).map(({ id }) => id));
  const added = runs.filter(({ summary: { id } }) => !known.has(id));
  for (const run of added) await runArchive.restore(run);
  const own = weights.filter(({ session }) => added.some(({ summary: { id } }) => id === session));
  await (await engine()).writeWeights(own);
  await listWeights();
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
  if (kind === "state") return openTensors(bytes);
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
