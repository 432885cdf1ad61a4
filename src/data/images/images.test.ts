import { describe, expect, test } from "vitest";
import { prepareExamples } from "../prepare.ts";
import type { DataRequest, PreparationOptions } from "../prepared.ts";
import { shapes } from "../shapes-32/shapes.ts";
import { CIFAR_10, CIFAR_100, readCifar } from "./cifar-binary.ts";
import { channelStatistics, standardised } from "./image-set.ts";
import { imageSlice } from "./image-slice.ts";
import { offline } from "../offline.fixture.ts";

function prepare(request: Partial<DataRequest>, files: PreparationOptions["files"] = {}, sequenceLength = 1) {
  return prepareExamples(
    { tokenizer: "byte", ...request },
    { sequenceLength, evaluate: { tokens: 50_000, quickTokens: 10 } },
    { context: offline, files, onTokenizer: () => undefined, onYardsticks: () => undefined },
  );
}

/** Records whose pixel planes are their own numbers: red 1 + n, green 2 + n, blue 3 + n. */
function records(labels: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(labels.length * 3073);
  labels.forEach((label, n) => {
    bytes[n * 3073] = label;
    for (let c = 0; c < 3; c++) bytes.fill(1 + c + n, n * 3073 + 1 + 1024 * c, n * 3073 + 1 + 1024 * (c + 1));
  });
  return bytes;
}

describe("files of CIFAR", () => {
  test("planes become pixels, labels classes", () => {
    const { pixels, labels } = readCifar({ name: "data_batch_1.bin", bytes: records([3, 9]) }, CIFAR_10);
    expect([...labels]).toEqual([3, 9]);
    expect([...pixels.subarray(0, 6)]).toEqual([1, 2, 3, 1, 2, 3]);
    expect([...pixels.subarray(3072, 3075)]).toEqual([2, 3, 4]);
  });

  test("CIFAR-100 has two labels, of which the fine one is asked", () => {
    const bytes = new Uint8Array(3074).fill(7);
    bytes[1] = 99;
    expect([...readCifar({ name: "train.bin", bytes }, CIFAR_100).labels]).toEqual([99]);
  });

  test("a file that was cut short, a label that is none and an empty file are sentences", () => {
    const bytes = records([1, 2]);
    const read = (given: Uint8Array<ArrayBuffer>) => readCifar({ name: "data_batch_1.bin", bytes: given }, CIFAR_10);
    expect(() => read(bytes.slice(0, 4000))).toThrow(
      /data_batch_1.bin ends inside record 2.*3,073 bytes, this one 927/,
    );
    expect(() => read(records([1, 10]))).toThrow(/Record 2 of data_batch_1.bin has the label 10/);
    expect(() => read(new Uint8Array())).toThrow("is empty");
  });

  test("a dropped file holds out its end, or a second file", async () => {
    const bytes = records(Array.from({ length: 40 }, (_, n) => n % 10));
    const files = { "data_batch_1.bin": bytes, "test_batch.bin": records([5, 6]), "a.txt": bytes };
    const { examples, report } = await prepare({ file: "data_batch_1.bin" }, files);
    expect(examples).toMatchObject({ asks: "classify-image" });
    expect([report.trainTokens, report.evalSlice.tokens, report.verified]).toEqual([32, 8, false]);
    const two = await prepare({ file: "data_batch_1.bin", splits: { evaluationFile: "test_batch.bin" } }, files);
    expect([two.report.trainTokens, two.report.truth]).toEqual([40, [5, 6]]);
    const wrong = prepare({ file: "data_batch_1.bin", splits: { evaluationFile: "a.txt" } }, files);
    await expect(wrong).rejects.toThrow("a.txt is no file of images");
    await expect(prepare({ file: "data_batch_1.bin" }, files, 64)).rejects.toThrow("take `sequenceLength` out");
  });
});

test("shapes are the same every time, and each class is as frequent as the others", () => {
  const [set, again] = [shapes(5, 0, 40), shapes(5, 20, 20)];
  expect(again.pixels).toEqual(set.pixels.slice(20 * 32 * 32 * 3));
  for (let label = 0; label < 10; label++) expect(set.labels.filter((one) => one === label)).toHaveLength(4);
});

test("standardised pixels of a training set have mean 0 and deviation 1 in each channel", () => {
  const set = shapes(1, 0, 20);
  const values = standardised(set, channelStatistics(set), 0, 20);
  for (let c = 0; c < 3; c++) {
    const own = Array.from(values).filter((_, i) => i % 3 === c);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length).toBeCloseTo(1, 4);
  }
});

test("a slice takes images from the whole set, each a window of one target", async () => {
  const slice = await imageSlice(shapes(1, 0, 20), 5);
  expect([...slice.windowStarts].map((start) => Math.floor(start / 4))).toEqual([0, 1, 2, 3, 4]);
  expect([slice.targets, slice.bytes, slice.sequenceLength]).toEqual([5, 5, 1]);
  const whole = await imageSlice(shapes(1, 0, 20), 50);
  expect([...whole.windowStarts]).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test("every class is in a slice, though classes follow each other in tens and every tenth image is taken", async () => {
  const set = shapes(1, 0, 200);
  const slice = await imageSlice(set, 40);
  const counts = new Map<number, number>();
  for (const start of slice.windowStarts) counts.set(set.labels[start], (counts.get(set.labels[start]) ?? 0) + 1);
  expect(counts.size).toBe(10);
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(8);
});

test("a text is not read in rows of one token, which is what leaving the length out comes to", async () => {
  await expect(Promise.resolve().then(() => prepare({ id: "copying" }))).rejects.toThrow(/set it, such as 128/);
});
