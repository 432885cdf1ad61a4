import { Failure } from "../lib/failure.ts";
import { REMEDY, readServedFile, servedEntry, type ServedFile } from "./served-files.ts";
import { hashOfSplits, type LoadContext, type LoadedText } from "./text-dataset.ts";
import type { TextDocuments } from "./text-documents.ts";

async function readSplit(title: string, file: ServedFile, context: LoadContext): Promise<TextDocuments> {
  const bytes = await readServedFile(title, file, context);
  if (bytes === undefined) throw new Failure(`The dataset ${title} is not there (datasets/${file.path}): ${REMEDY}.`);
  return { bytes, starts: Uint32Array.from(file.documentStarts ?? [0]) };
}

/** A dataset that `npm run datasets` has put beside the page, each file checked against the manifest. */
export async function loadServedText(id: string, context: LoadContext): Promise<LoadedText> {
  const entry = await servedEntry(id, context);
  const splits = {
    train: await readSplit(entry.title, entry.files.train, context),
    evaluation: await readSplit(entry.title, entry.files.evaluation, context),
  };
  return { ...splits, sha256: await hashOfSplits(splits), verified: true, verification: "verified", notes: [] };
}
