import { loadHubCifar10 } from "../hub/cifar.ts";
import { CIFAR_10, readCifar } from "../images/cifar-binary.ts";
import type { ImageDataset, LoadedImages } from "../images/image-dataset.ts";
import { hashOfImages, type ImageSet } from "../images/image-set.ts";
import { readServedFile, servedEntry } from "../served-files.ts";
import type { LoadContext } from "../text-dataset.ts";

const ID = "cifar-10";
const TRAINING_PER_CLASS = 500;
const HELD_OUT_PER_CLASS = 100;
/** Of the first images of each class of the official files, 500 of the first training batch and 100 of the test batch. */
const SLICE_SHA256 = "07d2a4527a4fe81fadcc538ce9b9f092bd4151655191fdb826c4b4bf2e9cd3b3";

/** Both files that `npm run datasets -- cifar-10` makes; undefined where it was not run. */
async function loadServed(context: LoadContext): Promise<{ train: ImageSet; evaluation: ImageSet } | undefined> {
  const { title, files } = await servedEntry(ID, context);
  const [train, evaluation] = [
    await readServedFile(title, files.train, context),
    await readServedFile(title, files.evaluation, context),
  ];
  if (train === undefined || evaluation === undefined) return undefined;
  return {
    train: readCifar({ name: files.train.path, bytes: train }, CIFAR_10),
    evaluation: readCifar({ name: files.evaluation.path, bytes: evaluation }, CIFAR_10),
  };
}

async function loadImages(context: LoadContext): Promise<LoadedImages> {
  const served = await loadServed(context);
  const { train, evaluation } = served ?? {
    train: await loadHubCifar10("train", TRAINING_PER_CLASS, context),
    evaluation: await loadHubCifar10("test", HELD_OUT_PER_CLASS, context),
  };
  const sha256 = await hashOfImages(train, evaluation);
  const verified = sha256 === SLICE_SHA256;
  const place = served === undefined ? `Fetched from ${new URL(context.hub).host}` : "Served with the page";
  return {
    train,
    evaluation,
    sha256,
    verified,
    verification: verified ? "verified" : "not verified: the images differ from the slice of the official files",
    notes: [
      `A slice of CIFAR-10: ${train.labels.length} training images and ${evaluation.labels.length} of the official test images, as many of each class. ${place}.`,
    ],
  };
}

export const cifar10: ImageDataset = {
  id: ID,
  title: "CIFAR-10, a slice",
  description:
    "5,000 and 1,000 photographs of ten classes, 32 x 32 pixels; served with the page or fetched from the hub.",
  licence: "None stated by its authors",
  attribution: "Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images.",
  origin: "hub",
  loadImages,
};
