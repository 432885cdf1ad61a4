import type { TextExamples } from "../../data/examples.ts";
import { byteTokenizer } from "../../data/tokenizers/byte.ts";

/** Bytes as a text that is trained on and held out too. */
export function streamOfBytes(tokens: Uint32Array<ArrayBuffer>): TextExamples {
  const byteLengths = new Uint8Array(tokens.length).fill(1);
  const stream = { tokens, byteLengths, documentStarts: Uint32Array.of(0), bytes: tokens.length };
  return { asks: "next-token", tokenizer: byteTokenizer, train: stream, evaluation: stream };
}
