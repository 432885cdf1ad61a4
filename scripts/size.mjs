// Weighs what a first visit downloads: the entry of the built page and everything it imports statically, styles included.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 230;
const dist = resolve(dirname(fileURLToPath(import.meta.url)), "../dist");

/** @typedef {{ file: string, isEntry?: boolean, imports?: string[], css?: string[] }} Chunk */

/** @returns {Record<string, Chunk>} */
function readManifest() {
  try {
    return JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, "utf8"));
  } catch {
    console.error("dist/.vite/manifest.json is missing or unreadable. Run `npm run build` first.");
    return process.exit(1);
  }
}

const manifest = readManifest();
const files = new Set(["index.html"]);

/** @param {string} key */
function collect(key) {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`The build's manifest does not describe "${key}", which a chunk imports.`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) collect(imported);
}

const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry === true);
for (const entry of entries) collect(entry);

let totalBytes = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(`${dist}/${file}`)).length;
  totalBytes += bytes;
  console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${file}`);
}
console.log(`${(totalBytes / 1024).toFixed(1).padStart(8)} KB  gzip in all, of ${BUDGET_KB} KB`);
if (entries.length === 0) console.error("The build has no entry.");
if (entries.length === 0 || totalBytes > BUDGET_KB * 1024) process.exitCode = 1;
