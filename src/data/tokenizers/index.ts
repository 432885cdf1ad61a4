import { Failure } from "../../lib/failure.ts";
import type { TextDocuments } from "../text-documents.ts";
import { trainBytePairTokenizer } from "./bpe.ts";
import { byteTokenizer } from "./byte.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { trainWordTokenizer } from "./word.ts";

interface TokenizerKind {
  readonly title: string;
  /** One sentence for the picker. */
  readonly help: string;
  /** Matches the ids of this kind; its group, if any, is the vocabulary's size. */
  readonly id: RegExp;
  readonly train: (
    training: TextDocuments,
    id: string,
    size: number | undefined,
    onProgress: (done: number, total: number) => void,
  ) => Tokenizer;
}

export const TOKENIZER_KINDS: readonly TokenizerKind[] = [
  {
    title: "Bytes",
    help: "One token per byte: no vocabulary to learn, and perplexity is per byte.",
    id: /^byte$/,
    train: () => byteTokenizer,
  },
  {
    title: "Byte pairs",
    help: "bpe-N: a vocabulary of N tokens learned from the training split.",
    id: /^bpe-(\d+)$/,
    train: (training, id, size, onProgress) => trainBytePairTokenizer(training, id, size!, onProgress),
  },
  {
    title: "Words",
    help: "word or word-N: whitespace words, all of them or the N commonest; for tokenised WikiText.",
    id: /^word(?:-(\d+))?$/,
    train: (training, id, size) => trainWordTokenizer(training, id, size),
  },
];

/** The tokenizer that an experiment names ("byte", "bpe-2048", "word", "word-10000"), learned from the training split. */
export function trainTokenizer(
  id: string,
  training: TextDocuments,
  onProgress: (done: number, total: number) => void = () => undefined,
): Tokenizer {
  for (const kind of TOKENIZER_KINDS) {
    const match = kind.id.exec(id);
    if (match === null) continue;
    const size = match.at(1);
    return kind.train(training, id, size === undefined ? undefined : Number(size), onProgress);
  }
  throw new Failure(`There is no tokenizer "${id}": choose byte, bpe-N such as bpe-2048, word, or word-N.`);
}
