import { Failure } from "../../lib/failure.ts";
import { layoutOf, readCifar } from "../images/cifar-binary.ts";
import type { ImageDataset, LoadedImages } from "../images/image-dataset.ts";
import { hashOfImages, bytesPerImage, type ImageSet } from "../images/image-set.ts";
import type { LoadContext, TextFile } from "../text-dataset.ts";

const DEFAULT_EVALUATION_FRACTION = 0.2;
const FEWEST_IMAGES = 20;

/** Whether a file is one of images, by its name. */
export function isImageFile(name: string): boolean {
  return layoutOf(baseName(name)) !== undefined;
}

const baseName = (name: string): string => name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);

function imagesOf(file: TextFile): ImageSet {
  const layout = layoutOf(baseName(file.name));
  if (layout === undefined) {
    throw new Failure(
      `${file.name} is no file of images: they are read from the official binary files of CIFAR-10 (data_batch_1.bin) and CIFAR-100 (train.bin).`,
    );
  }
  return readCifar(file, layout);
}

function part(set: ImageSet, first: number, end: number): ImageSet {
  const size = bytesPerImage(set);
  return { ...set, pixels: set.pixels.slice(first * size, end * size), labels: set.labels.slice(first, end) };
}

/** Training and held-out images: of two files, or the start and the end of one. */
function splitsOf({ file, evaluationFile, evaluationFraction }: LoadContext) {
  if (file === undefined) {
    throw new Failure(
      "No file of images was given: drop one on the page, or name it as `data.file` in the experiment.",
    );
  }
  const train = imagesOf(file);
  if (evaluationFile !== undefined) {
    const evaluation = imagesOf(evaluationFile);
    if (evaluation.classes.length !== train.classes.length) {
      throw new Failure(
        `${file.name} has ${train.classes.length} classes and ${evaluationFile.name} ${evaluation.classes.length}: take both from the same archive.`,
      );
    }
    return { train, evaluation, note: `Held out for evaluation: all of ${evaluationFile.name}.` };
  }
  const count = train.labels.length;
  const cut = count - Math.max(1, Math.round(count * (evaluationFraction ?? DEFAULT_EVALUATION_FRACTION)));
  const note = `Held out for evaluation: the last ${count - cut} of ${count} images.`;
  return { train: part(train, 0, cut), evaluation: part(train, cut, count), note };
}

async function loadImages(context: LoadContext): Promise<LoadedImages> {
  const { train, evaluation, note } = splitsOf(context);
  if (train.labels.length < FEWEST_IMAGES) {
    throw new Failure(
      `${context.file?.name ?? "The file"} leaves ${train.labels.length} images to learn from, and ${FEWEST_IMAGES} are needed: choose a larger one.`,
    );
  }
  return {
    train,
    evaluation,
    sha256: await hashOfImages(train, evaluation),
    verified: false,
    verification: "not verified: your own file",
    notes: [note],
  };
}

export const droppedImages: ImageDataset = {
  id: "dropped-images",
  title: "Your own images",
  description: "A binary file of CIFAR-10 or CIFAR-100, dropped or named; it never leaves this machine.",
  licence: "Yours to know",
  attribution: "Yours to give",
  origin: "file",
  loadImages,
};
