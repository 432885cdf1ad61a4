import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CIFAR_10, readCifar } from "../../src/data/images/cifar-binary.ts";
import { softmaxRegression } from "../../src/data/images/softmax-regression.ts";

const SLICE = "../shared/datasets/cifar-10/cifar-10-batches-bin";
const isShared = existsSync(SLICE);
if (!isShared)
  console.log(`shared data absent: ${SLICE} is not there, so the test on a slice of CIFAR-10 does not run`);

test.runIf(isShared)("one linear map of the pixels reaches 35 % on the slice of CIFAR-10", { timeout: 60_000 }, () => {
  const [train, evaluation] = ["data_batch_1.bin", "test_batch.bin"].map((name) =>
    readCifar({ name, bytes: new Uint8Array(readFileSync(join(SLICE, name))) }, CIFAR_10),
  );
  const { accuracy, loss } = softmaxRegression(train, evaluation);
  expect(Math.abs(accuracy - 0.35)).toBeLessThanOrEqual(0.02);
  expect(loss).toBeLessThan(Math.log(10));
});
