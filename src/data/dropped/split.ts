import { Failure } from "../../lib/failure.ts";
import { documentsByParagraph, type TextDocuments } from "../text-documents.ts";

const NEWLINE = 0x0a;

/** The place nearest to `target` where a paragraph starts, else a line, else the character there. */
function cutNear(bytes: Uint8Array<ArrayBuffer>, starts: Uint32Array, target: number, slack: number): number {
  let paragraph = 0;
  for (const start of starts) if (Math.abs(start - target) < Math.abs(paragraph - target)) paragraph = start;
  if (Math.abs(paragraph - target) <= slack) return paragraph;
  const line = bytes.indexOf(NEWLINE, target) + 1;
  if (line > 0 && line - target <= slack && line < bytes.length) return line;
  let character = target;
  while ((bytes[character] & 0xc0) === 0x80) character++;
  return character;
}

/**
 * Holds out the end of a text: its last `fraction` of bytes, cut where a paragraph starts (or a line, if no paragraph
 * starts near). The end and not every tenth paragraph, because neighbouring paragraphs give each other away.
 */
export function splitAtEnd(
  bytes: Uint8Array<ArrayBuffer>,
  fraction: number,
): { train: TextDocuments; evaluation: TextDocuments } {
  if (!(fraction > 0 && fraction < 1)) {
    throw new Failure(`The share held out for evaluation is ${fraction}: choose one between 0 and 1, such as 0.1.`);
  }
  const { starts } = documentsByParagraph(bytes);
  const held = bytes.length * fraction;
  const cut = cutNear(bytes, starts, Math.floor(bytes.length - held), held / 2);
  return { train: documentsByParagraph(bytes.slice(0, cut)), evaluation: documentsByParagraph(bytes.slice(cut)) };
}
