import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentCache, memoryStore } from "../../src/data/content-cache.ts";
import { officialText, wikitextArticles } from "../../src/data/hub/wikitext.ts";
import { findTextDataset } from "../../src/data/index.ts";
import type { LoadContext, LoadProgress } from "../../src/data/text-dataset.ts";
import { Failure } from "../../src/lib/failure.ts";
import { sha256Hex } from "../../src/lib/sha256.ts";
import { startHub, type RangeSupport } from "./hub-server.ts";

const SHARED = "../shared/datasets";
const MIRROR = join(SHARED, "hub-mirror");
const FOLDER = "datasets/Salesforce/wikitext/resolve/main/wikitext-2-raw-v1";
const OFFICIAL_TEST = "173c87a53759e0201f33e0ccf978e510c2042d7f2cb78229d9a50d79b9e7dd08";
const isShared = existsSync(MIRROR);
if (!isShared) console.log(`shared data absent: ${MIRROR} is not there, so the tests on a hub mirror do not run`);

function contextOf(hub: string, overrides: Partial<LoadContext> = {}): LoadContext {
  return {
    fetch: globalThis.fetch,
    datasetsUrl: "http://localhost/datasets/",
    hub,
    cache: contentCache(memoryStore()),
    onProgress: () => undefined,
    ...overrides,
  };
}

test("blank rows become the official blank line, articles start at their titles", () => {
  const text = officialText([
    "",
    " = One = \n",
    "",
    " Text . \n",
    "",
    " = = Section = = \n",
    "",
    " = Two = \n",
    " More . \n",
  ]);
  expect(text).toBe(" \n = One = \n \n Text . \n \n = = Section = = \n \n = Two = \n More . \n");
  const { starts } = wikitextArticles(new TextEncoder().encode(text));
  expect([...starts]).toEqual([0, text.indexOf(" = Two")]);
});

describe.runIf(isShared)("WikiText-2 raw from a hub", () => {
  test.each<RangeSupport>(["ranges", "whole files", "no size"])(
    "with %s: the official test text is rebuilt byte for byte",
    async (support) => {
      const hub = await startHub(MIRROR, support);
      const progress: LoadProgress[] = [];
      const context = contextOf(`${hub.url}/`, { onProgress: (step) => progress.push(step) });
      try {
        const text = await findTextDataset("wikitext-2-raw").load(context);
        expect(await sha256Hex(text.test!.bytes)).toBe(OFFICIAL_TEST);
        expect(text.test!.bytes.length).toBe(1_290_590);
        expect(text.test!.starts.length).toBe(62);
        // The mirror holds only parts of the other two splits.
        expect(text.verified).toBe(false);
        expect(text.verification).toMatch(/^not verified: the train text differs .*; the validation text differs/);
        expect(hub.requests.some(({ range }) => range !== undefined)).toBe(support !== "no size");
        expect(progress.some(({ doneBytes }) => doneBytes > 0)).toBe(true);
        const requestsSoFar = hub.requests.length;
        const again = await findTextDataset("wikitext-2-raw").load(context);
        expect(again.sha256).toBe(text.sha256);
        expect(hub.requests.length).toBe(requestsSoFar);
      } finally {
        hub.close();
      }
    },
  );

  test("the files are compressed in another way", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bakeoff-hub-"));
    for (const split of ["train", "validation", "test"]) {
      const target = join(folder, FOLDER, `${split}-00000-of-00001.parquet`);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(MIRROR, "variants/wikitext-2-raw-v1-test.zstd.parquet"), target);
    }
    const hub = await startHub(folder, "ranges");
    try {
      const text = await findTextDataset("wikitext-2-raw").load(contextOf(hub.url));
      expect(await sha256Hex(text.train.bytes)).toBe(OFFICIAL_TEST);
    } finally {
      hub.close();
      rmSync(folder, { recursive: true });
    }
  });

  test("both official splits are recognised", async () => {
    for (const [split, expected] of [
      ["valid", "4cd0f6876d07a413aa911261ff6d363c72d757d47f0fdd6015702014c89cb9c7"],
      ["test", OFFICIAL_TEST],
    ]) {
      expect(await sha256Hex(readFileSync(join(SHARED, `wikitext-2/raw/wiki.${split}.raw`)))).toBe(expected);
    }
  });
});

describe("a hub that cannot serve", () => {
  const load = (hub: string) => findTextDataset("wikitext-2-raw").load(contextOf(hub));

  test("a missing file, something that is no parquet, and nobody listening are sentences", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bakeoff-hub-"));
    const hub = await startHub(folder, "ranges");
    try {
      await expect(load(hub.url)).rejects.toThrow(/answered 404 .*check the hub's address/);
      mkdirSync(join(folder, FOLDER), { recursive: true });
      writeFileSync(join(folder, FOLDER, "train-00000-of-00001.parquet"), "not a parquet file at all");
      await expect(load(hub.url)).rejects.toThrow(Failure);
      await expect(load(hub.url)).rejects.toThrow(/not a parquet file/);
    } finally {
      hub.close();
      rmSync(folder, { recursive: true });
    }
    await expect(load("http://127.0.0.1:9")).rejects.toThrow(
      /could not be reached .*choose a dataset that needs no download/,
    );
  });
});
