import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { contentCache, memoryStore } from "../../src/data/content-cache.ts";
import { fullSlice } from "../../src/data/evaluation/slice.ts";
import { ngramYardsticks, spansOfSlice, wholeSpan } from "../../src/data/ngram-yardsticks.ts";
import { prepareText, type PreparedText, type TextRequest } from "../../src/data/prepare-text.ts";
import { bytePairTokenizer } from "../../src/data/tokenizers/bpe.ts";

const DATASETS = "public/datasets";
const SHARED = "../shared/datasets";
const isPrepared = existsSync(join(DATASETS, "state-of-the-union/train.txt"));
const isShared = existsSync(SHARED);
if (!isPrepared) console.log("State of the Union absent: run `npm run datasets`, so its yardsticks are not checked");
if (!isShared)
  console.log(`shared data absent: ${SHARED} is not there, so the yardsticks of WikiText-2 are not checked`);

/** Serves public/datasets as the page's server does. */
const fetchFromDisk: typeof fetch = (url) => {
  const path = new URL(url instanceof Request ? url.url : url).pathname.replace(/^.*\/public\/datasets\//, "");
  return Promise.resolve(new Response(readFileSync(join(DATASETS, path))));
};

function prepare(request: TextRequest, files: Record<string, Uint8Array<ArrayBuffer>> = {}): Promise<PreparedText> {
  const context = {
    fetch: fetchFromDisk,
    datasetsUrl: `${pathToFileURL(DATASETS).href}/`,
    hub: "http://localhost",
    cache: contentCache(memoryStore()),
    onProgress: () => undefined,
  };
  return prepareText(request, { context, files, onTokenizer: () => undefined });
}

async function yardsticksOf({ text, evaluation }: PreparedText, longestContext: number) {
  const slice = await fullSlice(evaluation, 128);
  const spans = spansOfSlice(evaluation, slice);
  return { slice, bits: ngramYardsticks(text.train.bytes, text.evaluation.bytes, spans, longestContext) };
}

describe.runIf(isPrepared)("State of the Union", () => {
  test("one byte of context 3.41, two bytes 2.68 bits/byte on the full evaluation slice", async () => {
    const prepared = await prepare({ id: "state-of-the-union", tokenizer: "byte" });
    const { slice, bits } = await yardsticksOf(prepared, 2);
    expect(prepared.text.verified).toBe(true);
    expect(slice.targets).toBe(50_304);
    expect(bits.map(({ bitsPerByte }) => bitsPerByte.toFixed(2)).slice(1)).toEqual(["3.41", "2.68"]);
  });

  test("byte pairs: fewer tokens, the same bytes, the same text", async () => {
    const prepared = await prepare({ id: "state-of-the-union", tokenizer: "bpe-1024" });
    const { tokenizer, train, evaluation, text } = prepared;
    expect(tokenizer.vocabularySize).toBe(1024);
    expect(train.bytes / train.tokens.length).toBeGreaterThan(2.5);
    expect(tokenizer.decode(evaluation.tokens)).toBe(new TextDecoder().decode(text.evaluation.bytes));
    const { slice } = await yardsticksOf(prepared, 1);
    expect(slice.bytes).toBeGreaterThan(2.5 * slice.targets);
  }, 60_000);
});

describe.runIf(isShared)("WikiText-2", () => {
  const read = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(SHARED, path)));

  test("validation to test: 4.573, 3.568, 3.024 and 2.593 bits/byte", () => {
    const [valid, held] = [read("wikitext-2/raw/wiki.valid.raw"), read("wikitext-2/raw/wiki.test.raw")];
    const bits = ngramYardsticks(valid, held, wholeSpan(held), 3);
    expect(bits.map(({ bitsPerByte }) => bitsPerByte.toFixed(3))).toEqual(["4.573", "3.568", "3.024", "2.593"]);
  }, 60_000);

  test("as files of one's own, with the test text held out whole", async () => {
    const files = {
      "wiki.valid.raw": read("wikitext-2/raw/wiki.valid.raw"),
      "wiki.test.raw": read("wikitext-2/raw/wiki.test.raw"),
    };
    const request = { file: "wiki.valid.raw", tokenizer: "byte", splits: { evaluationFile: "wiki.test.raw" } };
    const { bits } = await yardsticksOf(await prepare(request, files), 1);
    expect(Math.abs(bits[1].bitsPerByte - 3.57)).toBeLessThan(0.03);
  });

  test("words: the published counts of tokens, unknown words and types", async () => {
    const files = {
      "wiki.valid.tokens": read("wikitext-2/tokens/wiki.valid.tokens"),
      "wiki.test.tokens": read("wikitext-2/tokens/wiki.test.tokens"),
    };
    const splits = { evaluationFile: "wiki.test.tokens" };
    const prepared = await prepare({ file: "wiki.valid.tokens", tokenizer: "word", splits }, files);
    expect(prepared.train.tokens.length).toBe(217_646);
    expect(prepared.train.tokens.filter((token) => token === 0).length).toBe(11_718);
    expect(prepared.tokenizer.vocabularySize).toBe(13_777);
    expect(prepared.evaluation.tokens.length).toBe(245_569);
    expect(prepared.tokenizer.decode(prepared.train.tokens)).toBe(new TextDecoder().decode(files["wiki.valid.tokens"]));
  });

  test("GPT-2's published byte-level model gives its known tokens", () => {
    const merges = new TextDecoder()
      .decode(read("gpt2-bpe/merges.txt"))
      .split("\n")
      .filter((line) => line !== "");
    const vocabulary = JSON.parse(new TextDecoder().decode(read("gpt2-bpe/vocab.json"))) as Record<string, number>;
    const model = { vocabulary, merges: merges.map((line) => line.split(" ") as [string, string]) };
    const tokenizer = bytePairTokenizer(model, "gpt2");
    const { tokens, byteLengths } = tokenizer.encode(new TextEncoder().encode("Hello world, it's   a test"));
    expect([...tokens]).toEqual([15496, 995, 11, 340, 338, 220, 220, 257, 1332]);
    expect([...byteLengths]).toEqual([5, 6, 1, 3, 2, 1, 1, 2, 5]);
  });
});
