import { Failure } from "../lib/failure.ts";
import { taskTokenizer, withLabels } from "./labelled-rows.ts";
import { findTextDataset } from "./index.ts";
import { bytesOfSplits, type LoadContext, type LoadedText, type TextDataset, type TextFile } from "./text-dataset.ts";
import { trainTokenizer } from "./tokenizers/index.ts";
import { encodeDocuments, type Tokenizer, type TokenStream } from "./tokenizers/tokenizer.ts";

/** The `data` part of an experiment. */
export interface TextRequest {
  readonly id?: string | undefined;
  readonly file?: string | undefined;
  readonly tokenizer: string;
  readonly sha256?: string | undefined;
  readonly hub?: string | undefined;
  readonly splits?:
    { readonly evaluationFile?: string | undefined; readonly evaluationFraction?: number | undefined } | undefined;
}

export interface PrepareOptions {
  readonly context: LoadContext;
  /** Bytes of the files that a request names. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  readonly onTokenizer: (done: number, total: number) => void;
}

export interface PreparedText {
  readonly dataset: TextDataset;
  readonly text: LoadedText;
  /** Of all splits. */
  readonly bytes: number;
  readonly tokenizer: Tokenizer;
  readonly train: TokenStream;
  readonly evaluation: TokenStream;
}

function fileNamed(name: string, files: PrepareOptions["files"]): TextFile {
  if (!Object.hasOwn(files, name)) {
    throw new Failure(
      `The experiment names the file ${name}, which was not given: drop it on the page, or check its path.`,
    );
  }
  return { name, bytes: files[name] };
}

export function contextFor(
  request: TextRequest,
  { context, files }: Pick<PrepareOptions, "context" | "files">,
): LoadContext {
  const { evaluationFile, evaluationFraction } = request.splits ?? {};
  return {
    ...context,
    ...(request.hub === undefined ? {} : { hub: request.hub }),
    ...(request.file === undefined ? {} : { file: fileNamed(request.file, files) }),
    ...(evaluationFile === undefined ? {} : { evaluationFile: fileNamed(evaluationFile, files) }),
    ...(evaluationFraction === undefined ? {} : { evaluationFraction }),
  };
}

/** Loads what an experiment asks for, learns its tokenizer on the training split and encodes both splits. */
export async function prepareText(request: TextRequest, options: PrepareOptions): Promise<PreparedText> {
  const dataset = findTextDataset(request.id ?? "dropped");
  const text = await dataset.load(contextFor(request, options));
  if (request.sha256 !== undefined && request.sha256 !== text.sha256) {
    throw new Failure(
      `${request.file ?? dataset.title} has the SHA-256 ${text.sha256}, but the experiment was made with ` +
        `${request.sha256}: use the same text, or take \`data.sha256\` out of the experiment.`,
    );
  }
  const { labels } = text;
  const tokenizer =
    labels === undefined
      ? trainTokenizer(request.tokenizer, text.train, options.onTokenizer)
      : taskTokenizer(request.tokenizer, labels);
  const encoded = (split: "train" | "evaluation"): TokenStream => {
    const stream = encodeDocuments(tokenizer, text[split]);
    return labels === undefined ? stream : withLabels(stream, labels[split], labels);
  };
  const [train, evaluation] = [encoded("train"), encoded("evaluation")];
  return { dataset, text, bytes: bytesOfSplits(text), tokenizer, train, evaluation };
}
