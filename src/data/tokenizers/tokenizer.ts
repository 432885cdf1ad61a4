import type { TextDocuments } from "../text-documents.ts";

export type TokenArray = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export interface EncodedText {
  readonly tokens: TokenArray;
  /** Bytes of the text that each token stands for; their sum is the text's length. */
  readonly byteLengths: TokenArray;
}

export interface Tokenizer {
  /** Such as "byte", "bpe-2048", "word": what an experiment names. */
  readonly id: string;
  readonly vocabularySize: number;
  /** What one token is, for the unit of a perplexity. */
  readonly unit: "byte" | "token" | "word" | "label";
  readonly encode: (bytes: Uint8Array<ArrayBuffer>) => EncodedText;
  readonly decode: (tokens: ArrayLike<number>) => string;
}

/** The narrowest array that holds the ids below `limit`. */
export function tokenArray(limit: number, length: number): TokenArray {
  if (limit <= 0x100) return new Uint8Array(length);
  return limit <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length);
}

/** A split as tokens, its documents one after the other. */
export interface TokenStream extends EncodedText {
  /** Token at which each document starts. */
  readonly documentStarts: Uint32Array<ArrayBuffer>;
  /** Length of the text in bytes. */
  readonly bytes: number;
  /** Of a labelled task: what is asked at each token; a negative number where nothing is. */
  readonly labels?: { readonly rowLength: number; readonly values: Int16Array<ArrayBuffer> };
}

/** Encodes document by document, so that no token straddles two of them. */
export function encodeDocuments(tokenizer: Tokenizer, documents: TextDocuments): TokenStream {
  const { bytes, starts } = documents;
  const encoded = Array.from(starts, (start, index) =>
    tokenizer.encode(bytes.subarray(start, starts[index + 1] ?? bytes.length)),
  );
  const length = encoded.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const longest = encoded.reduce((most, { byteLengths }) => Math.max(most, widest(byteLengths)), 0);
  const tokens = tokenArray(tokenizer.vocabularySize, length);
  const byteLengths = tokenArray(longest + 1, length);
  const documentStarts = new Uint32Array(starts.length);
  let position = 0;
  encoded.forEach((part, index) => {
    documentStarts[index] = position;
    tokens.set(part.tokens, position);
    byteLengths.set(part.byteLengths, position);
    position += part.tokens.length;
  });
  return { tokens, byteLengths, documentStarts, bytes: bytes.length };
}

function widest(byteLengths: TokenArray): number {
  let most = 0;
  for (const length of byteLengths) if (length > most) most = length;
  return most;
}
