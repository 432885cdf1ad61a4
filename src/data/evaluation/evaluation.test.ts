import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { joinDocuments } from "../text-documents.ts";
import { byteTokenizer } from "../tokenizers/byte.ts";
import { encodeDocuments, type TokenStream } from "../tokenizers/tokenizer.ts";
import { trainWordTokenizer } from "../tokenizers/word.ts";
import { evaluationBatches, fullSlice, IGNORE_INDEX, quickSlice } from "./slice.ts";
import { summarizeEvaluation } from "./summary.ts";

/** Bytes that say where they stand, in documents of the given lengths. */
function stream(...documentBytes: number[]): TokenStream {
  let value = 0;
  const documents = documentBytes.map((length) => Uint8Array.from({ length }, () => value++ % 251));
  return encodeDocuments(byteTokenizer, joinDocuments(documents));
}

describe("windows", () => {
  property.prop([fc.integer({ min: 2, max: 700 }), fc.integer({ min: 1, max: 80 })])(
    "of a whole split score every token after the first exactly once",
    async (length, T) => {
      const text = stream(length);
      const slice = await fullSlice(text, T);
      const scored: number[] = [];
      slice.windowStarts.forEach((start, window) => {
        for (let i = 1; i <= slice.windowTargets[window]; i++) scored.push(start + i);
      });
      expect(scored).toEqual(Array.from({ length: length - 1 }, (_, index) => index + 1));
      expect(slice.targets).toBe(length - 1);
      expect(slice.bytes).toBe(length - 1);
    },
  );

  test("a quick slice is the first targets, its last window masked", async () => {
    const slice = await quickSlice(stream(1000), 30, 100);
    expect([...slice.windowStarts]).toEqual([0, 30, 60, 90]);
    expect([...slice.windowTargets]).toEqual([30, 30, 30, 10]);
  });

  test("a full slice spreads whole windows over the split", async () => {
    const slice = await fullSlice(stream(1001), 10, 50);
    expect([...slice.windowStarts]).toEqual([0, 200, 400, 600, 800]);
    expect(slice.targets).toBe(50);
    // 142 whole windows and 29 wanted: every fourth of them, 36 in all.
    expect((await fullSlice(stream(1001), 7, 200)).targets).toBe(36 * 7);
    // Fewer than two windows for each that is wanted: all of it.
    expect((await fullSlice(stream(1001), 7, 600)).targets).toBe(1000);
  });

  test("a split of one token cannot be evaluated", () => {
    expect(() => quickSlice(stream(1), 8)).toThrow(/hold out more text/);
  });

  test("the hash depends on the text and on the windows", async () => {
    const hashes = await Promise.all([
      quickSlice(stream(500), 16, 100),
      quickSlice(stream(500), 16, 101),
      quickSlice(stream(500), 17, 100),
      quickSlice(stream(50, 449), 16, 100),
      quickSlice(stream(500), 16, 100),
    ]);
    expect(new Set(hashes.map(({ sha256 }) => sha256)).size).toBe(4);
    expect(hashes[4].sha256).toBe(hashes[0].sha256);
  });
});

test("batches hold inputs and shifted targets, padding ignored", async () => {
  const text = stream(24);
  const slice = await quickSlice(text, 5, 23);
  const batches = [...evaluationBatches(text, slice, 3)];
  expect(batches.map(({ firstWindow, windows }) => [firstWindow, windows])).toEqual([
    [0, 3],
    [3, 2],
  ]);
  expect([...batches[1].inputs]).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 0, 0, 0, 0, 0, 0, 0]);
  const x = IGNORE_INDEX;
  expect([...batches[1].targets]).toEqual([16, 17, 18, 19, 20, 21, 22, 23, x, x, x, x, x, x, x]);
});

describe("summary", () => {
  test("a uniform model has ln 256 nats, perplexity 256 and 8 bits per byte, without any error", async () => {
    const text = stream(900);
    const slice = await quickSlice(text, 32, 800);
    const summary = summarizeEvaluation(
      text,
      slice,
      Array.from(slice.windowTargets, (n) => n * Math.log(256)),
    );
    expect(summary.loss).toBeCloseTo(Math.log(256), 12);
    expect(summary.perplexity).toBeCloseTo(256, 9);
    expect(summary.bitsPerByte).toBeCloseTo(8, 12);
    expect(summary.standardError).toBeCloseTo(0, 12);
  });

  test("words: bits per byte divide by the bytes of the targets, not by their number", async () => {
    const documents = joinDocuments([new TextEncoder().encode(" one two \n three two \n")]);
    const text = encodeDocuments(trainWordTokenizer(documents, "word"), documents);
    const slice = await quickSlice(text, 4);
    expect(slice.targets).toBe(5);
    expect(slice.bytes).toBe(" two \n three two \n".length);
    const summary = summarizeEvaluation(text, slice, [4 * Math.LN2, 1 * Math.LN2]);
    expect(summary.bitsPerByte).toBeCloseTo(5 / 18, 12);
    expect(summary.perplexity).toBeCloseTo(2, 12);
  });

  test("the standard error is over windows where documents are few", async () => {
    const text = stream(41);
    const slice = await quickSlice(text, 10);
    const summary = summarizeEvaluation(text, slice, [10, 20, 10, 20]);
    expect(summary.blockedBy).toBe("window");
    // Window means 1, 2, 1, 2: standard deviation sqrt(1/3), over 4 windows.
    expect(summary.standardError).toBeCloseTo(Math.sqrt(1 / 3 / 4), 12);
  });

  test("windows of one document are not independent", async () => {
    const text = stream(...Array.from({ length: 10 }, () => 40));
    const slice = await quickSlice(text, 10);
    const nats = Array.from(
      slice.windowStarts,
      (start, w) => slice.windowTargets[w] * (1 + (Math.floor(start / 41) % 2)),
    );
    const summary = summarizeEvaluation(text, slice, nats);
    expect(summary.blockedBy).toBe("document");
    // Ten documents with means 1 and 2, not forty independent windows.
    expect(summary.standardError).toBeGreaterThan(0.15);
    expect(summary.standardError).toBeLessThan(0.18);
  });

  test("one window has no standard error", async () => {
    const text = stream(9);
    const summary = summarizeEvaluation(text, await quickSlice(text, 16), [8]);
    expect(summary).not.toHaveProperty("standardError");
    expect(() => summarizeEvaluation(text, { ...summary } as never, [8])).toThrow();
  });
});
