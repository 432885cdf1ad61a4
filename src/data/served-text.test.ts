import { beforeAll, describe, expect, test } from "vitest";
import { sha256Hex } from "../lib/sha256.ts";
import { contentCache, memoryStore } from "./content-cache.ts";
import { loadServedText } from "./served-text.ts";
import type { LoadContext } from "./text-dataset.ts";

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const TRAIN = "first\nsecond";
const HELD_OUT = "third";
const files = new Map<string, string>();

/** A server with these files; like a development server it answers with the page for anything else. */
function contextOf(served: ReadonlyMap<string, string>): LoadContext {
  return {
    fetch: (url) => {
      const text = served.get(new URL(url instanceof Request ? url.url : url).pathname.replace("/app/datasets/", ""));
      const page = new Response("<html></html>", { headers: { "content-type": "text/html" } });
      return Promise.resolve(
        text === undefined ? page : new Response(text, { headers: { "content-type": "text/plain" } }),
      );
    },
    datasetsUrl: "http://localhost/app/datasets/",
    hub: "http://localhost",
    cache: contentCache(memoryStore()),
    onProgress: () => undefined,
  };
}

async function fileEntry(path: string, text: string, documentStarts: number[]) {
  return { path, bytes: utf8(text).length, sha256: await sha256Hex(utf8(text)), documentStarts };
}

beforeAll(async () => {
  const entry = {
    id: "letters",
    title: "Letters",
    licence: "CC0 1.0",
    attribution: "Nobody",
    source: { package: "letters", version: "1.0.0", integrity: "sha512-x" },
    files: {
      train: await fileEntry("letters/train.txt", TRAIN, [0, 6]),
      evaluation: await fileEntry("letters/evaluation.txt", HELD_OUT, [0]),
    },
  };
  files.set("manifest.json", JSON.stringify({ schema: "bakeoff/datasets@1", datasets: [entry] }));
  files.set("letters/train.txt", TRAIN);
  files.set("letters/evaluation.txt", HELD_OUT);
});

test("a served text is verified against the manifest and knows its documents", async () => {
  const text = await loadServedText("letters", contextOf(files));
  expect(text.train.bytes).toEqual(utf8(TRAIN));
  expect([...text.train.starts]).toEqual([0, 6]);
  expect(text.verification).toBe("verified");
  expect(text.sha256).toBe(await sha256Hex(utf8(TRAIN + HELD_OUT)));
});

describe("what is missing or damaged is named with its remedy", () => {
  test.each<[string, string, string | undefined, RegExp]>([
    ["no manifest", "manifest.json", undefined, /no datasets\/manifest\.json.*npm run datasets/],
    ["a damaged manifest", "manifest.json", "{", /manifest\.json of this page is damaged/],
    ["an older manifest", "manifest.json", '{"schema":"bakeoff/datasets@1","datasets":[]}', /does not list letters/],
    ["a missing file", "letters/train.txt", undefined, /Letters is not there .*or choose a generated task/],
    ["another text", "letters/train.txt", "something else", /does not have the hash of the manifest/],
  ])("%s", async (_, path, content, sentence) => {
    const damaged = new Map(files);
    damaged.delete(path);
    if (content !== undefined) damaged.set(path, content);
    await expect(loadServedText("letters", contextOf(damaged))).rejects.toThrow(sentence);
  });
});
