import { labelledWord } from "../kernels-wgsl/token_batch/reference.ts";
import { Failure } from "../lib/failure.ts";
import { NOT_ASKED, type LabelledRows } from "./text-dataset.ts";
import { byteTokenizer } from "./tokenizers/byte.ts";
import type { Tokenizer, TokenStream } from "./tokenizers/tokenizer.ts";

/** Bytes as they are, of which a task uses the first few; one label is the unit of its perplexity. */
export function taskTokenizer(name: string, { vocabulary }: LabelledRows): Tokenizer {
  if (name === byteTokenizer.id) return { ...byteTokenizer, vocabularySize: vocabulary, unit: "label" };
  throw new Failure(`A generated task's tokens are bytes: use the tokenizer byte, not ${name}.`);
}

/** A split with the label of each token. */
export function withLabels(stream: TokenStream, labels: Uint8Array, { rowLength }: LabelledRows): TokenStream {
  const values = Int16Array.from(labels, (label) => (label === NOT_ASKED ? -1 : label));
  return { ...stream, labels: { rowLength, values } };
}

/** What the device keeps of a training split: token ids, of a labelled task with their labels in the same word. */
export function trainingWords({ tokens, labels }: TokenStream): Uint32Array<ArrayBuffer> {
  if (labels === undefined) return Uint32Array.from(tokens);
  return Uint32Array.from(tokens, (token, i) =>
    labelledWord(token, labels.values[i] < 0 ? undefined : labels.values[i]),
  );
}

/** Refuses a sequence length that would cut a task's rows. */
export function assertRowLength({ labels }: TokenStream, sequenceLength: number): void {
  if (labels === undefined || labels.rowLength === sequenceLength) return;
  throw new Failure(
    `The rows of this task have ${labels.rowLength} tokens and are read whole; set the sequence length to ${labels.rowLength}, not ${sequenceLength}.`,
  );
}
