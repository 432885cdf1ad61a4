import { Failure } from "../../lib/failure.ts";
import type { TextDocuments } from "../text-documents.ts";
import { tokenArray, type EncodedText, type Tokenizer } from "./tokenizer.ts";

export const UNKNOWN = "<unk>";
export const END_OF_LINE = "<eos>";
const LARGEST_VOCABULARY = 1_000_000;
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Splits text into words and line ends such that every byte belongs to exactly one token: a word owns the blanks before
 * it, a line end the blanks before it, and blanks at the very end belong to the last token.
 */
function* wordsOf(text: string): Generator<{ word: string; source: string }> {
  for (const [source] of text.matchAll(/[^\S\n]*(?:\n|[^\s]+)/gu)) {
    const word = source.trim();
    yield { word: word === "" ? END_OF_LINE : word, source };
  }
}

/** Words by falling frequency, ties by first appearance, the two special words first. */
function vocabularyOf(documents: TextDocuments, size: number): string[] {
  const counts = new Map<string, number>();
  for (const { word } of wordsOf(DECODER.decode(documents.bytes))) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  counts.delete(UNKNOWN);
  counts.delete(END_OF_LINE);
  // A map keeps the order of first appearance and the sort is stable.
  const byFrequency = [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word);
  return [UNKNOWN, END_OF_LINE, ...byFrequency.slice(0, size - 2)];
}

/**
 * Whitespace words, `<eos>` for each line end, `<unk>` for words outside the vocabulary: for tokenised WikiText. With
 * fewer words than the text has, `<unk>` gets cheap, and neither perplexity nor bits per byte compare with other sizes.
 */
export function trainWordTokenizer(documents: TextDocuments, id: string, size = LARGEST_VOCABULARY): Tokenizer {
  if (size < 3) throw new Failure(`A word vocabulary of ${size} is too small: choose 3 at least, such as word-10000.`);
  const words = vocabularyOf(documents, size);
  const idOf = new Map(words.map((word, index) => [word, index]));
  const encoder = new TextEncoder();

  const encode = (bytes: Uint8Array): EncodedText => {
    const parts = [...wordsOf(DECODER.decode(bytes))];
    const tokens = tokenArray(words.length, parts.length);
    const byteLengths = new Uint32Array(parts.length);
    let covered = 0;
    parts.forEach(({ word, source }, index) => {
      tokens[index] = idOf.get(word) ?? 0;
      byteLengths[index] = encoder.encode(source).length;
      covered += byteLengths[index];
    });
    if (parts.length > 0) byteLengths[parts.length - 1] += bytes.length - covered;
    return { tokens, byteLengths };
  };

  return {
    id,
    vocabularySize: words.length,
    unit: "word",
    encode,
    decode: (tokens) =>
      Array.from(tokens, (token) => (words[token] === END_OF_LINE ? " \n" : ` ${words[token] ?? UNKNOWN}`)).join(""),
  };
}
