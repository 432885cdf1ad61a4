import { describe, expect, test } from "vitest";
import { contentCache, memoryStore } from "../content-cache.ts";
import { evaluationBatches, fullSlice, IGNORE_INDEX, quickSlice } from "../evaluation/slice.ts";
import { summarizeEvaluation } from "../evaluation/summary.ts";
import { trainingWords } from "../labelled-rows.ts";
import { prepareText, type PrepareOptions } from "../prepare-text.ts";
import { ALPHABET, ASK, BLANK, LETTERS, selectiveRow, STREWN } from "./selective-copy/copies.ts";
import { MODULUS, tripleLabels, tripleRow } from "./triple-match/triples.ts";

const options: PrepareOptions = {
  context: {
    fetch: () => Promise.reject(new TypeError("fetch failed")),
    datasetsUrl: "http://localhost/datasets/",
    hub: "http://localhost",
    cache: contentCache(memoryStore()),
    onProgress: () => undefined,
  },
  files: {},
  onTokenizer: () => undefined,
};
const prepare = (id: string, tokenizer = "byte") => prepareText({ id, tokenizer }, options);

describe("triple match", () => {
  test("labels by hand: equal numbers and the number itself may help", () => {
    expect(tripleLabels([0, 5, 7], 16)).toEqual([1, 0, 0]);
    expect(tripleLabels([4, 8, 1], 16)).toEqual([1, 1, 0]);
    expect(tripleLabels([3, 6, 7], 16)).toEqual([1, 1, 1]);
  });

  test("a row is a function of seed and index; 60 % of the labels are 1", () => {
    expect(tripleRow(1, 7)).toEqual(tripleRow(1, 7));
    expect(tripleRow(1, 7)).not.toEqual(tripleRow(2, 7));
    const rows = Array.from({ length: 4_000 }, (_, i) => tripleRow(1, i));
    const ones = rows.flatMap(({ labels }) => labels).reduce<number>((sum, label) => sum + Number(label), 0);
    expect(ones / (rows.length * 5)).toBeCloseTo(0.6, 1);
    expect(rows.every(({ tokens }) => Array.from(tokens).every((token) => token < MODULUS))).toBe(true);
  });
});

describe("selective copying", () => {
  test("answers are the letters in order; nothing else is asked", () => {
    for (let i = 0; i < 50; i++) {
      const { tokens: read, labels } = selectiveRow(3, i);
      const tokens = Array.from(read);
      const letters = tokens.slice(0, STREWN).filter((token) => token !== BLANK);
      expect(letters).toHaveLength(LETTERS);
      expect(labels.slice(STREWN)).toEqual(letters);
      expect(labels.slice(0, STREWN).every((label) => label === undefined)).toBe(true);
      expect(tokens.slice(STREWN).every((token) => token === ASK)).toBe(true);
      expect(Math.max(...letters)).toBeLessThan(ALPHABET);
    }
    expect(selectiveRow(3, 0)).toEqual(selectiveRow(3, 0));
  });
});

describe("labelled data", () => {
  test("streams, words, slices and batches keep every label at its own token", async () => {
    const { train, evaluation, tokenizer } = await prepare("selective-copy");
    expect([tokenizer.vocabularySize, tokenizer.unit]).toEqual([ASK + 1, "label"]);
    const words = trainingWords(train);
    const { values } = train.labels!;
    words.slice(0, 400).forEach((word, i) => {
      expect(word & 0xffff).toBe(train.tokens[i]);
      expect((word >> 16) - 1).toBe(values[i]);
    });
    const slice = await quickSlice(evaluation, 32, 20);
    expect([...slice.windowTargets]).toEqual([6, 6, 6, 6]);
    expect([slice.targets, slice.bytes]).toEqual([24, 24]);
    const [batch] = evaluationBatches(evaluation, slice, 5);
    expect(batch.windows).toBe(4);
    batch.targets.forEach((target, at) => {
      const isAsked = at < 4 * 32 && at % 32 >= STREWN;
      expect(target === IGNORE_INDEX).toBe(!isAsked);
      if (isAsked) expect(target).toBe(evaluation.labels!.values[at]);
    });
    expect((await fullSlice(evaluation, 32)).targets).toBe(12_000);
    expect((await fullSlice(evaluation, 32)).sha256).not.toBe(slice.sha256);
  });

  test("accuracy is the share of right labels", async () => {
    const { evaluation } = await prepare("triple-match");
    const slice = await quickSlice(evaluation, 5, 20);
    const summary = summarizeEvaluation(evaluation, slice, [1, 2, 3, 4], Uint32Array.of(5, 4, 0, 1));
    expect(summary).toMatchObject({ accuracy: 0.5, loss: 0.5, targets: 20 });
  });

  test("another tokenizer is refused", async () => {
    await expect(prepare("triple-match", "bpe-512")).rejects.toThrow("use the tokenizer byte, not bpe-512");
  });
});
