import type { Tokenizer } from "./tokenizer.ts";

/** The 256 bytes themselves; decoding replaces what is not UTF-8. */
export const byteTokenizer: Tokenizer = {
  id: "byte",
  vocabularySize: 256,
  unit: "byte",
  encode: (bytes) => ({ tokens: bytes, byteLengths: new Uint8Array(bytes.length).fill(1) }),
  decode: (tokens) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(tokens)),
};
