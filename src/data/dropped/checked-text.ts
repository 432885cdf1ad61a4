import { formatBytes } from "../../lib/bytes.ts";
import { Failure } from "../../lib/failure.ts";
import { formatPercent } from "../../lib/format.ts";
import type { TextFile } from "../text-dataset.ts";

const LARGEST_BYTES = 100_000_000;
/** Above this share of characters that are not UTF-8, the file is taken for something else than UTF-8 text. */
const TOLERATED_DAMAGE = 0.01;
const REPLACEMENT = "\ufffd";

export interface CheckedText {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly notes: readonly string[];
}

function refuseUtf16({ name, bytes }: TextFile): void {
  const mark = (bytes[0] << 8) | bytes[1];
  if (mark === 0xfffe || mark === 0xfeff) {
    throw new Failure(`${name} is UTF-16 text: save it as UTF-8 and drop it again.`);
  }
}

/** Accepts UTF-8 text of a usable size; anything else is refused with a sentence that says what to do. */
export function checkText(file: TextFile, smallestBytes: number): CheckedText {
  const { name, bytes } = file;
  if (bytes.length === 0) throw new Failure(`${name} is empty: choose a file with text in it.`);
  refuseUtf16(file);
  if (bytes.includes(0)) {
    throw new Failure(`${name} is a binary file (it has a zero byte), not text: choose a plain text file in UTF-8.`);
  }
  if (bytes.length > LARGEST_BYTES) {
    throw new Failure(
      `${name} has ${formatBytes(bytes.length)}, more than ${formatBytes(LARGEST_BYTES)}: cut it shorter.`,
    );
  }
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === "") throw new Failure(`${name} holds nothing but blanks: choose a file with text in it.`);
  if (bytes.length < smallestBytes) {
    throw new Failure(
      `${name} has ${formatBytes(bytes.length)}, too little to learn from: it needs ${formatBytes(smallestBytes)} at least.`,
    );
  }
  return withoutDamage(name, bytes, text);
}

function withoutDamage(name: string, bytes: Uint8Array<ArrayBuffer>, text: string): CheckedText {
  const repaired = new TextEncoder().encode(text);
  // Equal but for a byte-order mark, which the decoder has taken away: nothing was damaged.
  const markBytes = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (isEqual(repaired, bytes.subarray(markBytes))) {
    return { bytes: repaired, notes: markBytes === 0 ? [] : [`The byte-order mark of ${name} was left out.`] };
  }
  const damaged = text.split(REPLACEMENT).length - 1;
  if (damaged > TOLERATED_DAMAGE * text.length) {
    throw new Failure(
      `${name} is not UTF-8 text (${formatPercent(damaged / text.length)} of its characters are invalid): ` +
        "save it as UTF-8, or choose a text file.",
    );
  }
  return { bytes: repaired, notes: [`${damaged} characters of ${name} that are not UTF-8 were replaced.`] };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
