import { Tokenizer as TokenizerRuntime } from "@huggingface/tokenizers";
import { Failure } from "../../lib/failure.ts";
import type { TextDocuments } from "../text-documents.ts";
import { learnMerges, MOST_TOKENS, type Merge } from "./bpe-trainer.ts";
import { BYTE_CHARACTERS } from "./byte-alphabet.ts";
import { tokenArray, type EncodedText, type Tokenizer } from "./tokenizer.ts";

/** GPT-2's pre-tokens: contractions, words and numbers with the blank before them, punctuation, runs of blanks. */
const PRE_TOKENS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

export interface BytePairModel {
  readonly vocabulary: Readonly<Record<string, number>>;
  readonly merges: readonly (readonly [string, string])[];
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure("Byte-pair encoding needs text in UTF-8, and this is not: save it as UTF-8, or use byte tokens.");
  }
}

/** Occurrences of each pre-token, as a string with one character per byte. */
function countPreTokens({ bytes, starts }: TextDocuments): Map<string, number> {
  const counts = new Map<string, number>();
  starts.forEach((start, index) => {
    const text = textOf(bytes.subarray(start, starts[index + 1] ?? bytes.length));
    for (const [preToken] of text.matchAll(PRE_TOKENS)) counts.set(preToken, (counts.get(preToken) ?? 0) + 1);
  });
  const encoder = new TextEncoder();
  return new Map(Array.from(counts, ([preToken, count]) => [String.fromCharCode(...encoder.encode(preToken)), count]));
}

/** Token ids: the 256 bytes in order, then one per merge. */
function modelOf(merges: readonly Merge[]): BytePairModel {
  const tokens = [...BYTE_CHARACTERS];
  const spelled = merges.map(({ left, right }): [string, string] => {
    const pair: [string, string] = [tokens[left], tokens[right]];
    tokens.push(pair.join(""));
    return pair;
  });
  return { vocabulary: Object.fromEntries(tokens.map((token, id) => [token, id])), merges: spelled };
}

/** The same model in the widespread `tokenizer.json` layout. */
export function tokenizerJson({ vocabulary, merges }: BytePairModel, splitsByItself: boolean): object {
  return {
    version: "1.0",
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: splitsByItself },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: { type: "BPE", vocab: vocabulary, merges, unk_token: null, byte_fallback: false, ignore_merges: false },
  };
}

/** Encoder and decoder of a byte-level model, learned here or published. */
export function bytePairTokenizer(model: BytePairModel, id: string): Tokenizer {
  const tokens = Object.entries(model.vocabulary);
  const vocabularySize = tokens.length;
  const bytesOf = new Uint32Array(vocabularySize);
  for (const [token, index] of tokens) bytesOf[index] = token.length;
  // By default the runtime would glue " ." to "." when it decodes.
  const runtime = new TokenizerRuntime(tokenizerJson(model, false), { clean_up_tokenization_spaces: false });
  const known = new Map<string, readonly number[]>();

  const idsOf = (preToken: string): readonly number[] => {
    const cached = known.get(preToken);
    if (cached !== undefined) return cached;
    const { ids } = runtime.encode(preToken, { add_special_tokens: false });
    known.set(preToken, ids);
    return ids;
  };

  const encode = (bytes: Uint8Array): EncodedText => {
    const ids: number[] = [];
    for (const [preToken] of textOf(bytes).matchAll(PRE_TOKENS)) for (const token of idsOf(preToken)) ids.push(token);
    const encoded = tokenArray(vocabularySize, ids.length);
    encoded.set(ids);
    return { tokens: encoded, byteLengths: Uint32Array.from(ids, (token) => bytesOf[token]) };
  };

  return {
    id,
    vocabularySize,
    unit: "token",
    encode,
    decode: (ids) => (ids.length === 0 ? "" : runtime.decode(Array.from(ids))),
  };
}

/** Learns a byte-pair vocabulary of at most `size` tokens on the training split; the same text gives the same one. */
export function trainBytePairTokenizer(
  documents: TextDocuments,
  id: string,
  size: number,
  onProgress: (done: number, total: number) => void,
): Tokenizer {
  if (size <= 256 || size > MOST_TOKENS) {
    throw new Failure(
      `A byte-pair vocabulary of ${size} is not possible: choose 257 to ${MOST_TOKENS}, such as bpe-2048; ` +
        "for 256 use byte tokens.",
    );
  }
  return bytePairTokenizer(modelOf(learnMerges(countPreTokens(documents), size, onProgress)), id);
}
