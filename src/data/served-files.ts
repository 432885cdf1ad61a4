import { Failure } from "../lib/failure.ts";
import { sha256Hex } from "../lib/sha256.ts";
import { servedManifestSchema, type ServedFile, type ServedManifest } from "./served-manifest.ts";
import type { LoadContext } from "./text-dataset.ts";

export type { ServedFile } from "./served-manifest.ts";

export const REMEDY = "run `npm run datasets` where this page is served from, or choose a generated task";

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

/** What the manifest beside the page says of a dataset. */
export async function servedEntry(id: string, context: LoadContext): Promise<ServedManifest["datasets"][number]> {
  const manifest = await readManifest(context);
  const entry = manifest.datasets.find((dataset) => dataset.id === id);
  if (entry === undefined) throw new Failure(`datasets/manifest.json of this page does not list ${id}: ${REMEDY}.`);
  return entry;
}

/** A file beside the page, checked against the manifest; undefined where it was not made. */
export async function readServedFile(
  title: string,
  file: ServedFile,
  context: LoadContext,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  context.onProgress({ label: title, doneBytes: 0, totalBytes: file.bytes });
  const answer = await fetchServed(file.path, context);
  if (answer === undefined) return undefined;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  context.onProgress({ label: title, doneBytes: bytes.length, totalBytes: file.bytes });
  if ((await sha256Hex(bytes)) !== file.sha256) {
    throw new Failure(`datasets/${file.path} of this page does not have the hash of the manifest: ${REMEDY}.`);
  }
  return bytes;
}
