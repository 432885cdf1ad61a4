import { Failure, sentenceOf } from "../../lib/failure.ts";
import { formatNumber } from "../../lib/format.ts";
import { CIFAR_10, readCifar, writeCifar10 } from "../images/cifar-binary.ts";
import type { ImageSet } from "../images/image-set.ts";
import { decodePng } from "../images/png.ts";
import type { LoadContext } from "../text-dataset.ts";
import { rowsOf } from "./parquet-column.ts";
import { openRemoteFile } from "./remote-file.ts";

const SIDE = 32;
const IMAGE_BYTES = SIDE * SIDE * 3;
const COLUMNS = ["img", "label"] as const;

/** Collects the first images of every class. */
class BalancedImages {
  readonly #left: number[];
  readonly #pixels: Uint8Array[] = [];
  readonly #labels: number[] = [];

  constructor(perClass: number) {
    this.#left = CIFAR_10.classes.map(() => perClass);
  }

  get isComplete(): boolean {
    return this.#left.every((count) => count === 0);
  }

  wants(label: number): boolean {
    return this.#left[label] > 0;
  }

  add(label: number, pixels: Uint8Array): void {
    this.#left[label] -= 1;
    this.#labels.push(label);
    this.#pixels.push(pixels);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const pixels = new Uint8Array(this.#labels.length * IMAGE_BYTES);
    this.#pixels.forEach((image, n) => pixels.set(image, n * IMAGE_BYTES));
    return writeCifar10({ pixels, labels: Uint8Array.from(this.#labels) });
  }
}

/** Pixels of the column `img`, a PNG of 32 x 32. */
async function pixelsOf(value: unknown): Promise<Uint8Array> {
  const png = (value as { bytes?: unknown } | null | undefined)?.bytes;
  if (!(png instanceof Uint8Array)) throw new Failure("holds no image");
  const { height, width, pixels } = await decodePng(new Uint8Array(png));
  if (height !== SIDE || width !== SIDE) {
    throw new Failure(`is an image of ${width} x ${height} pixels instead of ${SIDE} x ${SIDE}`);
  }
  return pixels;
}

function labelOf(value: unknown): number {
  const label = Number(value);
  if (Number.isInteger(label) && label >= 0 && label < CIFAR_10.classes.length) return label;
  throw new Failure(`is ${String(value)} instead of a class from 0 to ${CIFAR_10.classes.length - 1}`);
}

/** What a cell holds; what is wrong with it is told with its file, row and column. */
async function cell<Value>(fileName: string, row: number, column: string, read: () => Value): Promise<Awaited<Value>> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(
      `${fileName}, row ${formatNumber(row)}, column "${column}" ${sentenceOf(thrown)}: check the hub's address, or choose a dataset that needs no download.`,
    );
  }
}

/** The first images of each class of the hub's rows, in the official binary format; a Failure names file, row and column. */
export async function balancedImages(
  rows: AsyncIterable<Record<string, unknown>>,
  fileName: string,
  perClass: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chosen = new BalancedImages(perClass);
  let row = 0;
  try {
    for await (const { img, label } of rows) {
      row += 1;
      const right = await cell(fileName, row, "label", () => labelOf(label));
      if (chosen.wants(right)) chosen.add(right, await cell(fileName, row, "img", () => pixelsOf(img)));
      if (chosen.isComplete) break;
    }
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure(
      `${fileName} is not a parquet file with the columns "${COLUMNS.join('" and "')}" (${reason}): check the hub's address.`,
    );
  }
  return chosen.bytes();
}

/** The first images of each class of a split of CIFAR-10 on the hub, as many as there are. */
export async function loadHubCifar10(
  split: "train" | "test",
  perClass: number,
  context: LoadContext,
): Promise<ImageSet> {
  const fileName = `plain_text/${split}-00000-of-00001.parquet`;
  const url = `${context.hub.replace(/\/+$/, "")}/datasets/uoft-cs/cifar10/resolve/main/${fileName}`;
  const label = `CIFAR-10 ${split}`;
  const kept = `${url} ${perClass} of each class`;
  let bytes = await context.cache.get(kept);
  if (bytes === undefined) {
    context.onProgress({ label, doneBytes: 0 });
    const onBytes = (doneBytes: number): void => context.onProgress({ label, doneBytes });
    const file = await openRemoteFile(url, { fetch: context.fetch, onBytes });
    bytes = await balancedImages(rowsOf(file, COLUMNS), fileName, perClass);
    await context.cache.put(kept, bytes);
  } else context.onProgress({ label, doneBytes: bytes.length, totalBytes: bytes.length });
  return readCifar({ name: fileName, bytes }, CIFAR_10);
}
