import { concatBytes } from "../lib/bytes.ts";
import { sha256Hex } from "../lib/sha256.ts";
import type { ContentCache } from "./content-cache.ts";
import type { TextDocuments } from "./text-documents.ts";

export interface LoadProgress {
  /** What is being loaded, for people. */
  readonly label: string;
  readonly doneBytes: number;
  /** Absent while the size is not known. */
  readonly totalBytes?: number;
}

export interface TextFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const DEFAULT_HUB = "https://huggingface.co";

/** What a dataset may use to load itself; everything that touches the world is handed in. */
export interface LoadContext {
  readonly fetch: typeof globalThis.fetch;
  /** Absolute address of the folder that `npm run datasets` fills, with a slash at its end. */
  readonly datasetsUrl: string;
  /** Base address of the dataset hub. */
  readonly hub: string;
  readonly cache: ContentCache;
  readonly onProgress: (progress: LoadProgress) => void;
  /** The person's own text, for the dataset `dropped`. */
  readonly file?: TextFile;
  /** A second file of the person's, held out whole. */
  readonly evaluationFile?: TextFile;
  /** Share of `file` held out when it is the only one. */
  readonly evaluationFraction?: number;
}

/** What is asked at each token of a generated task, whose rows are read whole. */
export interface LabelledRows {
  /** Tokens of a row; rows stand one behind the other. */
  readonly rowLength: number;
  /** Different tokens, each a byte. */
  readonly vocabulary: number;
  /** Different labels. */
  readonly classes: number;
  /** Label of each byte of a split, `NOT_ASKED` where none is asked. */
  readonly train: Uint8Array<ArrayBuffer>;
  readonly evaluation: Uint8Array<ArrayBuffer>;
}

export const NOT_ASKED = 255;

export interface LoadedText {
  readonly train: TextDocuments;
  /** Held out; what evaluations and yardsticks are computed on. */
  readonly evaluation: TextDocuments;
  readonly test?: TextDocuments;
  /** Absent: the next token is asked. */
  readonly labels?: LabelledRows;
  /** Of the train, evaluation and test bytes, one after the other. */
  readonly sha256: string;
  /** The text equals a published one, byte for byte. */
  readonly verified: boolean;
  /** "verified" or "not verified: <reason>". */
  readonly verification: string;
  /** Sentences that a reader of results should see, such as what was changed or left out. */
  readonly notes: readonly string[];
}

export interface TextDataset {
  readonly id: string;
  readonly title: string;
  /** One sentence for the picker. */
  readonly description: string;
  readonly licence: string;
  readonly attribution: string;
  /** Where the text comes from: served by the page, fetched from the hub, brought by the person, or generated. */
  readonly origin: "served" | "hub" | "file" | "generated";
  readonly load: (context: LoadContext) => Promise<LoadedText>;
}

export type TextSplits = Pick<LoadedText, "train" | "evaluation" | "test" | "labels">;

/** The dataset's hash: for one file split in two, it is the hash of that file. Labels come behind the tokens. */
export async function hashOfSplits(splits: TextSplits): Promise<string> {
  const parts = [splits.train.bytes, splits.evaluation.bytes];
  if (splits.test !== undefined) parts.push(splits.test.bytes);
  if (splits.labels !== undefined) parts.push(splits.labels.train, splits.labels.evaluation);
  return sha256Hex(concatBytes(parts));
}

export function bytesOfSplits(splits: TextSplits): number {
  return splits.train.bytes.length + splits.evaluation.bytes.length + (splits.test?.bytes.length ?? 0);
}
