import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Failure } from "../../lib/failure.ts";
import { joinDocuments } from "../text-documents.ts";
import { bytePairTokenizer, trainBytePairTokenizer } from "./bpe.ts";
import { learnMerges } from "./bpe-trainer.ts";
import { byteTokenizer } from "./byte.ts";
import { trainTokenizer } from "./index.ts";
import { encodeDocuments, type Tokenizer } from "./tokenizer.ts";
import { trainWordTokenizer } from "./word.ts";

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const TRAINING = joinDocuments(
  [
    "the cat sat on the mat; the cat's hat isn't here.\n",
    "the Übermut of 1234 naïve cats 日本語 日本 👩‍🚀\t\r\n\n  end",
  ].map(utf8),
);
const bytePairs = trainBytePairTokenizer(TRAINING, "bpe-300", 300, () => undefined);

function sum(lengths: ArrayLike<number>): number {
  return Array.from(lengths).reduce((total, length) => total + length, 0);
}

describe.each<[string, Tokenizer]>([
  ["byte", byteTokenizer],
  ["byte pairs", bytePairs],
])("%s", (_, tokenizer) => {
  property.prop([fc.string({ unit: "grapheme", maxLength: 80 })])("decode after encode is the text", (text) => {
    const { tokens, byteLengths } = tokenizer.encode(utf8(text));
    expect(tokenizer.decode(tokens)).toBe(text);
    expect(sum(byteLengths)).toBe(utf8(text).length);
  });

  property.prop([fc.array(fc.constantFrom(" ", "\n", "a", "the", "cat", "'s", " .", "é", "1"), { maxLength: 30 })])(
    "spaces before punctuation survive",
    (parts) => {
      const text = parts.join("");
      expect(tokenizer.decode(tokenizer.encode(utf8(text)).tokens)).toBe(text);
    },
  );
});

describe("byte pairs", () => {
  test("learn the commonest pair first, and of equal ones the smaller ids", () => {
    const merges = learnMerges(
      new Map([
        ["abab", 3],
        ["cd", 6],
        ["ef", 1],
      ]),
      259,
      () => undefined,
    );
    // ab occurs 6 times, cd 6 times; ef only once and is never learned.
    expect(merges).toEqual([
      { left: 97, right: 98 },
      { left: 99, right: 100 },
      { left: 256, right: 256 },
    ]);
    expect(learnMerges(new Map([["ef", 1]]), 300, () => undefined)).toEqual([]);
  });

  property.prop([
    fc.dictionary(
      fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 9 }),
    ),
  ])("agree with counting all pairs anew before each merge", (counts) => {
    expect(learnMerges(new Map(Object.entries(counts)), 280, () => undefined)).toEqual(recount(counts, 280));
  });

  test("are a function of the text", () => {
    const again = trainBytePairTokenizer(TRAINING, "bpe-300", 300, () => undefined);
    expect(again.encode(TRAINING.bytes)).toEqual(bytePairs.encode(TRAINING.bytes));
    expect(bytePairs.vocabularySize).toBeLessThanOrEqual(300);
    expect(bytePairs.encode(TRAINING.bytes).tokens.length).toBeLessThan(TRAINING.bytes.length / 1.3);
  });

  test("refuse impossible sizes and text that is not UTF-8", () => {
    expect(() => trainBytePairTokenizer(TRAINING, "bpe-100", 100, () => undefined)).toThrow(/257 to 65536/);
    expect(() => bytePairs.encode(Uint8Array.of(0x61, 0xff))).toThrow(Failure);
  });

  test("a published model needs no training", () => {
    const model = { vocabulary: { a: 0, b: 1, ab: 2 }, merges: [["a", "b"]] as const };
    expect([...bytePairTokenizer(model, "ab").encode(utf8("abba")).tokens]).toEqual([2, 1, 0]);
  });
});

/** The definition of byte-pair learning, without any bookkeeping. */
function recount(counts: Record<string, number>, size: number): { left: number; right: number }[] {
  const words = Object.entries(counts).map(([word, count]) => ({
    ids: Array.from(word).map((c) => c.charCodeAt(0)),
    count,
  }));
  const merges: { left: number; right: number }[] = [];
  while (256 + merges.length < size) {
    const pairs = new Map<number, number>();
    for (const { ids, count } of words) {
      for (let i = 0; i + 1 < ids.length; i++) {
        const pair = ids[i] * 65_536 + ids[i + 1];
        pairs.set(pair, (pairs.get(pair) ?? 0) + count);
      }
    }
    const [best] = [...pairs].sort(([a, countA], [b, countB]) => countB - countA || a - b);
    if ((best as [number, number] | undefined) === undefined || best[1] < 2) break;
    const [left, right] = [Math.floor(best[0] / 65_536), best[0] % 65_536];
    for (const { ids } of words) {
      for (let i = 0; i + 1 < ids.length; i++) {
        if (ids[i] === left && ids[i + 1] === right) ids.splice(i, 2, 256 + merges.length);
      }
    }
    merges.push({ left, right });
  }
  return merges;
}

describe("words", () => {
  const wiki = utf8(" \n = Title = \n \n the cat sat on the mat . \n");
  const tokenizer = trainWordTokenizer(joinDocuments([wiki]), "word");

  test("tokenised WikiText comes back byte for byte", () => {
    const { tokens, byteLengths } = tokenizer.encode(wiki);
    expect(tokenizer.decode(tokens)).toBe(new TextDecoder().decode(wiki));
    expect(sum(byteLengths)).toBe(wiki.length);
    expect(tokens.length).toBe(14);
  });

  test("the vocabulary is by frequency, ties by first appearance, specials first", () => {
    expect(tokenizer.decode([0, 1, 2, 3, 4])).toBe(" <unk> \n = the Title");
    expect(tokenizer.vocabularySize).toBe(10);
  });

  test("words beyond the cap are unknown but keep their bytes", () => {
    const capped = trainWordTokenizer(joinDocuments([wiki]), "word-4", 4);
    const { tokens, byteLengths } = capped.encode(utf8(" the unheard \n"));
    expect([...tokens]).toEqual([3, 0, 1]);
    expect([...byteLengths]).toEqual([4, 8, 2]);
  });

  property.prop([fc.string({ unit: "grapheme", maxLength: 60 })])("every byte belongs to one token", (text) => {
    const { tokens, byteLengths } = tokenizer.encode(utf8(text));
    if (tokens.length > 0) expect(sum(byteLengths)).toBe(utf8(text).length);
    else expect(text.trim()).toBe("");
  });
});

test("documents are encoded one by one", () => {
  const stream = encodeDocuments(bytePairs, TRAINING);
  expect(stream.documentStarts[0]).toBe(0);
  expect(sum(stream.byteLengths.subarray(0, stream.documentStarts[1]))).toBe(TRAINING.starts[1]);
  expect(sum(stream.byteLengths)).toBe(stream.bytes);
  expect(stream.byteLengths).toBeInstanceOf(Uint8Array);
});

test("tokenizers are found by their id", () => {
  expect(trainTokenizer("byte", TRAINING)).toBe(byteTokenizer);
  expect(trainTokenizer("bpe-300", TRAINING).id).toBe("bpe-300");
  expect(trainTokenizer("word", TRAINING).unit).toBe("word");
  expect(trainTokenizer("word-5", TRAINING).vocabularySize).toBe(5);
  expect(() => trainTokenizer("syllable", TRAINING)).toThrow(/no tokenizer "syllable"/);
});
