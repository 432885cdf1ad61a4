import { describe, expect, test } from "vitest";
import { Failure } from "../lib/failure.ts";
import {
  ADAPTATION_DATASETS,
  findTextDataset,
  IMAGE_DATASETS,
  ROW_DATASETS,
  SERIES_DATASETS,
  LABELLED_SERIES_DATASETS,
  SCENE_DATASETS,
  TEXT_DATASETS,
} from "./index.ts";
import { prepareText, type PrepareOptions } from "./prepare-text.ts";
import type { TextDataset } from "./text-dataset.ts";
import { ENTROPY_BITS_PER_BYTE } from "./tasks/order-2-source/source.ts";
import { offline } from "./offline.fixture.ts";

const options: PrepareOptions = { context: offline, files: {}, onTokenizer: () => undefined };
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test("every dataset folder is registered under its own name, and every registered dataset has a folder", () => {
  const folders = Object.keys(import.meta.glob("./**/dataset.ts")).map((path) => path.split("/").at(-2));
  const registered = [
    ...TEXT_DATASETS,
    ...IMAGE_DATASETS,
    ...ROW_DATASETS,
    ...SERIES_DATASETS,
    ...LABELLED_SERIES_DATASETS,
    ...SCENE_DATASETS,
    ...ADAPTATION_DATASETS,
  ];
  expect(registered.map(({ id }) => id).sort()).toEqual(folders.sort());
});

test("an unknown dataset is refused with the known ones named", () => {
  expect(() => findTextDataset("wikitext-1000")).toThrow(/"wikitext-1000".*state-of-the-union/);
});

/** Larger ones of a generator that another dataset shares; making them takes seconds. */
const LARGER = ["shapes-sequence", "pathfinder-hard", "path-64", "path-x"];

describe.each(TEXT_DATASETS.filter(({ id, origin }) => origin === "generated" && !LARGER.includes(id)))(
  "$id",
  (dataset: TextDataset) => {
    test("needs no network, is reproducible, and holds out text of its own", { timeout: 20_000 }, async () => {
      const [first, second] = [await dataset.load(offline), await dataset.load(offline)];
      expect(second.sha256).toBe(first.sha256);
      expect(first.train.bytes.length).toBeGreaterThan(500_000);
      expect(first.evaluation.bytes.length).toBeGreaterThan(50_000);
      const training = new TextDecoder().decode(first.train.bytes);
      expect(training).not.toContain(new TextDecoder().decode(first.evaluation.bytes.subarray(0, 200)));
    });
  },
);

test("the source of order two says its entropy, the copying task copies", async () => {
  expect(ENTROPY_BITS_PER_BYTE).toBeCloseTo(1.5332, 3);
  const copies = await findTextDataset("copying").load(offline);
  const lines = new TextDecoder().decode(copies.train.bytes.subarray(0, 2_000)).split("\n").slice(0, -1);
  for (const line of lines) {
    const [word, copy] = line.split("=");
    expect(copy).toBe(word);
  }
});

describe("a file of one's own", () => {
  const request = { file: "a.txt", tokenizer: "byte" };
  const paragraphs = Array.from({ length: 50 }, (_, index) => `Paragraph ${index} of a text.\nIts second line.`);
  const text = utf8(paragraphs.join("\n\n"));

  const prepare = (bytes: Uint8Array<ArrayBuffer>, splits = {}) =>
    prepareText({ ...request, splits }, { ...options, files: { "a.txt": bytes, "b.txt": text } });

  test("holds out its end from a paragraph's start, and the hash is the file's", async () => {
    const { text: loaded, evaluation, train, bytes } = await prepare(text);
    expect(new TextDecoder().decode(loaded.evaluation.bytes)).toMatch(/^Paragraph 4\d of/);
    expect(bytes).toBe(text.length);
    expect(Math.abs(evaluation.bytes / text.length - 0.1)).toBeLessThan(0.02);
    expect(train.documentStarts.length + evaluation.documentStarts.length).toBe(50);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
    expect(loaded.sha256).toBe(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  });

  test("without paragraphs or lines it is cut between characters", async () => {
    const { text: loaded } = await prepare(utf8("é".repeat(1_000)), { evaluationFraction: 0.2505 });
    expect(new TextDecoder("utf-8", { fatal: true }).decode(loaded.train.bytes)).toBe("é".repeat(750));
  });

  test("a second file is held out whole", async () => {
    const { evaluation, text: loaded } = await prepare(text, { evaluationFile: "b.txt" });
    expect(evaluation.bytes).toBe(text.length);
    expect(loaded.notes.join(" ")).toContain("all of b.txt");
  });

  test("a byte-order mark is left out, rare damage is repaired, both are told", async () => {
    const marked = await prepare(new Uint8Array([0xef, 0xbb, 0xbf, ...text]));
    expect(marked.bytes).toBe(text.length);
    expect(marked.text.notes[0]).toMatch(/byte-order mark/);
    const damaged = await prepare(new Uint8Array([...text, 0xff]));
    expect(damaged.text.notes[0]).toMatch(/^1 characters/);
  });

  const latin1 = Uint8Array.from({ length: 2_000 }, (_, index) => (index % 20 === 0 ? 0xe9 : 0x61));
  test.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ["empty", new Uint8Array(0), /a\.txt is empty/],
    ["blank", utf8(" \n".repeat(900)), /nothing but blanks/],
    ["too small", utf8("Too short."), /too little.*1\.00 KB/],
    ["binary", new Uint8Array(5_000), /binary file/],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x61, 0x00), /UTF-16.*UTF-8/],
    ["another encoding", latin1, /not UTF-8 text \(5 %/],
  ])("%s is refused with a sentence", async (_, bytes, sentence) => {
    await expect(prepare(bytes)).rejects.toThrow(Failure);
    await expect(prepare(bytes)).rejects.toThrow(sentence);
  });

  test("a file that was not given, and a hash that differs, are refused", async () => {
    await expect(prepareText(request, options)).rejects.toThrow(/names the file a\.txt/);
    await expect(
      prepareText({ ...request, sha256: "0".repeat(64) }, { ...options, files: { "a.txt": text } }),
    ).rejects.toThrow(/made with 0{64}/);
    await expect(prepareText({ id: "dropped", tokenizer: "byte" }, options)).rejects.toThrow(/No text file was given/);
  });
});

describe("offline", () => {
  test.each(["state-of-the-union", "wikitext-2-raw", "wikitext-2-words"])("%s says what to do", async (id) => {
    await expect(findTextDataset(id).load(offline)).rejects.toThrow(Failure);
    await expect(findTextDataset(id).load(offline)).rejects.toThrow(/check the network|start it again/);
  });
});
