import { CIFAR_10, readCifar } from "../images/cifar-binary.ts";
import type { ImageDataset } from "../images/image-dataset.ts";
import { hashOfImages, type ImageSet } from "../images/image-set.ts";
import { loadServedFiles, type ServedSplit } from "../served-files.ts";

const imagesOf = ({ path, bytes }: ServedSplit): ImageSet => readCifar({ name: `datasets/${path}`, bytes }, CIFAR_10);

/** The first 500 images of each class of the official training files and the first 100 of the test file, in their order. */
export const cifar10: ImageDataset = {
  id: "cifar-10",
  title: "CIFAR-10, a balanced slice",
  description: "5,000 photographs of ten classes, 32 x 32, and 1,000 held out; served with the page.",
  licence: "None stated by the authors; cite Krizhevsky 2009 (package: ISC)",
  attribution: "Alex Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.",
  origin: "served",
  async loadImages(context) {
    const files = await loadServedFiles("cifar-10", context);
    const [train, evaluation] = [imagesOf(files.train), imagesOf(files.evaluation)];
    return {
      train,
      evaluation,
      sha256: await hashOfImages(train, evaluation),
      verified: true,
      verification: "verified",
      notes: ["A tenth of CIFAR-10: orderings may be read from it, the accuracies of papers cannot be reached on it."],
    };
  },
};
