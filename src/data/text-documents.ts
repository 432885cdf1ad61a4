import { concatBytes } from "../lib/bytes.ts";

/** One split of a text dataset: its documents joined, UTF-8. */
export interface TextDocuments {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Byte at which each document starts, ascending from 0; a document reaches to the next one's start. */
  readonly starts: Uint32Array<ArrayBuffer>;
}

const NEWLINE = 0x0a;

/** Joins documents by one newline byte, which counts as the end of the earlier one. */
export function joinDocuments(documents: readonly Uint8Array[]): TextDocuments {
  const starts = new Uint32Array(documents.length);
  let position = 0;
  const parts: Uint8Array[] = [];
  documents.forEach((document, index) => {
    starts[index] = position;
    parts.push(document);
    if (index < documents.length - 1) parts.push(Uint8Array.of(NEWLINE));
    position += document.length + 1;
  });
  return { bytes: concatBytes(parts), starts };
}

/** Finds where documents start in a text that is kept as it is: at byte 0 and at each line that `startsDocument`. */
export function documentsByLine(
  bytes: Uint8Array<ArrayBuffer>,
  startsDocument: (line: Uint8Array, previousLine: Uint8Array | undefined) => boolean,
): TextDocuments {
  const starts = bytes.length === 0 ? [] : [0];
  let previousLine: Uint8Array | undefined;
  for (let begin = 0; begin < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, begin);
    const end = newline === -1 ? bytes.length : newline + 1;
    const line = bytes.subarray(begin, end);
    if (begin > 0 && startsDocument(line, previousLine)) starts.push(begin);
    previousLine = line;
    begin = end;
  }
  return { bytes, starts: Uint32Array.from(starts) };
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** Paragraphs as documents: a line after a blank one starts a new document. */
export function documentsByParagraph(bytes: Uint8Array<ArrayBuffer>): TextDocuments {
  return documentsByLine(
    bytes,
    (line, previousLine) => previousLine !== undefined && isBlank(previousLine) && !isBlank(line),
  );
}
