import { Failure } from "../lib/failure.ts";
import { sha256Hex } from "../lib/sha256.ts";
import { servedManifestSchema, type ServedFile, type ServedManifest } from "./served-manifest.ts";
import { hashOfSplits, type LoadContext, type LoadedText } from "./text-dataset.ts";
import type { TextDocuments } from "./text-documents.ts";

const REMEDY = "run `npm run datasets` where this page is served from, or choose a generated task";

/** Undefined when the server has no such file; development servers answer with the page instead of a 404. */
async function fetchServed(path: string, { fetch, datasetsUrl }: LoadContext): Promise<Response | undefined> {
  let answer: Response;
  try {
    answer = await fetch(new URL(path, datasetsUrl));
  } catch {
    throw new Failure(`The server of this page does not answer for datasets/${path}: start it again and reload.`);
  }
  const isPage = answer.headers.get("content-type")?.startsWith("text/html") === true;
  return answer.ok && !isPage ? answer : undefined;
}

async function readManifest(context: LoadContext): Promise<ServedManifest> {
  const answer = await fetchServed("manifest.json", context);
  if (answer === undefined) throw new Failure(`This page has no datasets/manifest.json: ${REMEDY}.`);
  const text = await answer.text();
  try {
    return servedManifestSchema.parse(JSON.parse(text));
  } catch {
    throw new Failure(`datasets/manifest.json of this page is damaged: ${REMEDY}.`);
  }
}

async function readSplit(title: string, file: ServedFile, context: LoadContext): Promise<TextDocuments> {
  context.onProgress({ label: title, doneBytes: 0, totalBytes: file.bytes });
  const answer = await fetchServed(file.path, context);
  if (answer === undefined) throw new Failure(`The dataset ${title} is not there (datasets/${file.path}): ${REMEDY}.`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  context.onProgress({ label: title, doneBytes: bytes.length, totalBytes: file.bytes });
  if ((await sha256Hex(bytes)) !== file.sha256) {
    throw new Failure(`datasets/${file.path} of this page does not have the hash of the manifest: ${REMEDY}.`);
  }
  return { bytes, starts: Uint32Array.from(file.documentStarts) };
}

/** A dataset that `npm run datasets` has put beside the page, each file checked against the manifest. */
export async function loadServedText(id: string, context: LoadContext): Promise<LoadedText> {
  const manifest = await readManifest(context);
  const entry = manifest.datasets.find((dataset) => dataset.id === id);
  if (entry === undefined) throw new Failure(`datasets/manifest.json of this page does not list ${id}: ${REMEDY}.`);
  const splits = {
    train: await readSplit(entry.title, entry.files.train, context),
    evaluation: await readSplit(entry.title, entry.files.evaluation, context),
  };
  return { ...splits, sha256: await hashOfSplits(splits), verified: true, verification: "verified", notes: [] };
}
