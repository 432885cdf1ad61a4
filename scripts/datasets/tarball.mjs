import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";

const BLOCK = 512;

/** The integrity string that package registries publish. @param {Buffer} bytes @returns {string} */
export function integrityOf(bytes) {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

/** A NUL-terminated field of a tar header. @param {Buffer} header @param {number} offset @param {number} length */
function field(header, offset, length) {
  const text = header.toString("utf8", offset, offset + length);
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

/**
 * Regular files of an npm tarball whose path is wanted, without writing anything to disk.
 * @param {Buffer} tarball
 * @param {(path: string) => boolean} isWanted
 * @returns {Map<string, Buffer>}
 */
export function readTarball(tarball, isWanted) {
  const tar = gunzipSync(tarball);
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  for (let position = 0; position + BLOCK <= tar.length;) {
    const header = tar.subarray(position, position + BLOCK);
    const name = field(header, 0, 100);
    if (name === "") break;
    const prefix = field(header, 345, 155);
    const path = prefix === "" ? name : `${prefix}/${name}`;
    const size = Number.parseInt(field(header, 124, 12).trim() || "0", 8);
    const type = field(header, 156, 1);
    const start = position + BLOCK;
    if ((type === "0" || type === "") && isWanted(path)) files.set(path, tar.subarray(start, start + size));
    position = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
