import { sha256Hex } from "../../lib/sha256.ts";
import { hashOfSplits, type LoadContext, type LoadedText } from "../text-dataset.ts";
import { documentsByLine, type TextDocuments } from "../text-documents.ts";
import { readTextColumn } from "./parquet-column.ts";
import { openRemoteFile } from "./remote-file.ts";

type Split = "train" | "validation" | "test";
const SPLITS: readonly Split[] = ["train", "validation", "test"];

export interface WikitextSource {
  /** Folder of the dataset on the hub, such as `wikitext-2-raw-v1`. */
  readonly configuration: string;
  /** SHA-256 of the official files, where one is published. */
  readonly officialSha256: Readonly<Partial<Record<Split, string>>>;
}

/** The official file from the hub's rows: there, a blank line has lost its space and newline. */
export function officialText(rows: readonly string[]): string {
  return rows.map((row) => (row === "" ? " \n" : row)).join("");
}

/** Articles start at a title line ` = Title = `; the titles of sections have more signs. */
const TITLE = /^ = (?!= ).* = \n$/;

export function wikitextArticles(bytes: Uint8Array<ArrayBuffer>): TextDocuments {
  const decoder = new TextDecoder();
  let titles = 0;
  return documentsByLine(bytes, (line) => {
    // The sign test spares decoding the other lines; the blank line before the first title is part of its article.
    const isTitle = line[1] === 0x3d && TITLE.test(decoder.decode(line));
    return isTitle && ++titles > 1;
  });
}

async function loadSplit(source: WikitextSource, split: Split, context: LoadContext): Promise<Uint8Array<ArrayBuffer>> {
  const fileName = `${source.configuration}/${split}-00000-of-00001.parquet`;
  const url = `${context.hub.replace(/\/+$/, "")}/datasets/Salesforce/wikitext/resolve/main/${fileName}`;
  const label = `WikiText-2 ${split}`;
  const cached = await context.cache.get(url);
  if (cached !== undefined) {
    context.onProgress({ label, doneBytes: cached.length, totalBytes: cached.length });
    return cached;
  }
  context.onProgress({ label, doneBytes: 0 });
  const file = await openRemoteFile(url, {
    fetch: context.fetch,
    onBytes: (doneBytes) => context.onProgress({ label, doneBytes }),
  });
  const bytes = new TextEncoder().encode(officialText(await readTextColumn(file, "text", fileName)));
  await context.cache.put(url, bytes);
  return bytes;
}

/** "verified", or which split could not be and why. */
async function verify(
  source: WikitextSource,
  texts: Readonly<Record<Split, Uint8Array<ArrayBuffer>>>,
): Promise<string> {
  const reasons: string[] = [];
  for (const split of SPLITS) {
    const official = source.officialSha256[split];
    if (official === undefined) reasons.push(`no published hash of the ${split} file is known`);
    else if ((await sha256Hex(texts[split])) !== official) {
      reasons.push(`the ${split} text differs from the official file`);
    }
  }
  return reasons.length === 0 ? "verified" : `not verified: ${reasons.join("; ")}`;
}

export async function loadWikitext(source: WikitextSource, context: LoadContext): Promise<LoadedText> {
  const texts = {
    train: await loadSplit(source, "train", context),
    validation: await loadSplit(source, "validation", context),
    test: await loadSplit(source, "test", context),
  };
  const splits = {
    train: wikitextArticles(texts.train),
    evaluation: wikitextArticles(texts.validation),
    test: wikitextArticles(texts.test),
  };
  const verification = await verify(source, texts);
  return {
    ...splits,
    sha256: await hashOfSplits(splits),
    verified: verification === "verified",
    verification,
    notes: ["Evaluations use the validation split; the test split is kept for a last look."],
  };
}
