import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentCache, memoryStore } from "../../src/data/content-cache.ts";
import { CIFAR_10, readCifar, writeCifar10 } from "../../src/data/images/cifar-binary.ts";
import { softmaxRegression } from "../../src/data/images/softmax-regression.ts";
import { findImageDataset } from "../../src/data/index.ts";
import type { LoadContext } from "../../src/data/text-dataset.ts";
import { startHub } from "./hub-server.ts";

const SHARED = "../shared/datasets";
const MIRROR = join(SHARED, "hub-mirror");
const SLICE = join(SHARED, "cifar-10/cifar-10-batches-bin");
const FOLDER = "datasets/uoft-cs/cifar10/resolve/main/plain_text";
const isShared = existsSync(SLICE);
if (!isShared) console.log(`shared data absent: ${SLICE} is not there, so the tests on a slice of CIFAR-10 do not run`);

const readSlice = (name: string) =>
  readCifar({ name, bytes: new Uint8Array(readFileSync(join(SLICE, name))) }, CIFAR_10);

/** A page that serves the manifest, but none of the large files. */
function contextOf(hub: string): LoadContext {
  const datasetsUrl = "http://page/datasets/";
  const served = (url: string): Response =>
    url.endsWith("manifest.json")
      ? new Response(readFileSync("public/datasets/manifest.json"))
      : new Response("", { status: 404 });
  return {
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input).href;
      return url.startsWith(datasetsUrl) ? Promise.resolve(served(url)) : fetch(input, init);
    },
    datasetsUrl,
    hub,
    cache: contentCache(memoryStore()),
    onProgress: () => undefined,
  };
}

const load = (context: LoadContext) => findImageDataset({ id: "cifar-10" }).loadImages(context);

describe.runIf(isShared)("CIFAR-10 from a hub", () => {
  test("is the slice of the official files, and is read once", { timeout: 20_000 }, async () => {
    const hub = await startHub(MIRROR, "ranges");
    try {
      const context = contextOf(hub.url);
      const { train, evaluation, sha256, ...report } = await load(context);
      // Compared as bytes: a deep comparison of millions of numbers takes minutes.
      expect(readFileSync(join(SLICE, "data_batch_1.bin")).equals(writeCifar10(train))).toBe(true);
      expect(readFileSync(join(SLICE, "test_batch.bin")).equals(writeCifar10(evaluation))).toBe(true);
      // The mirror holds fewer images than the slice that is verified.
      expect([report.verified, report.verification]).toEqual([false, expect.stringMatching(/^not verified: /)]);
      expect(report.notes.join()).toMatch(/2000 training images and 500 .* Fetched from 127\.0\.0\.1/);
      const requestsSoFar = hub.requests.length;
      expect((await load(context)).sha256).toBe(sha256);
      expect(hub.requests.length).toBe(requestsSoFar);
    } finally {
      hub.close();
    }
  });

  test.each([
    ["compressed in another way", "variants/cifar10-test-100.zstd.parquet", undefined],
    [
      "with other columns",
      "variants/wikitext-2-raw-v1-test.zstd.parquet",
      /^plain_text\/train-00000-of-00001\.parquet is not a parquet file with the columns "img" and "label"/,
    ],
  ])("a file %s", async (_, file, refusal) => {
    const folder = mkdtempSync(join(tmpdir(), "bakeoff-hub-"));
    for (const split of ["train", "test"]) {
      const target = join(folder, FOLDER, `${split}-00000-of-00001.parquet`);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(MIRROR, file), target);
    }
    const hub = await startHub(folder, "ranges");
    try {
      const loading = load(contextOf(hub.url));
      if (refusal !== undefined) await expect(loading).rejects.toThrow(refusal);
      else expect((await loading).train.labels.length).toBe(100);
    } finally {
      hub.close();
      rmSync(folder, { recursive: true });
    }
  });
});

test("a hub without the images is a sentence", async () => {
  await expect(load(contextOf("http://127.0.0.1:9"))).rejects.toThrow(/could not be reached .*needs no download/);
});

test.runIf(isShared)("one linear map of the pixels reaches 35 % on the slice of CIFAR-10", { timeout: 60_000 }, () => {
  const { accuracy, loss } = softmaxRegression(readSlice("data_batch_1.bin"), readSlice("test_batch.bin"));
  expect(Math.abs(accuracy - 0.35)).toBeLessThanOrEqual(0.02);
  expect(loss).toBeLessThan(Math.log(10));
});
