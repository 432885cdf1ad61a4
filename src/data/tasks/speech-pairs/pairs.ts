import { STREAMS, threefry2x32, uniformBelow } from "../../../lib/threefry.ts";
import type { TextDocuments } from "../../text-documents.ts";
import { askedAtEnd, type Rows } from "../labelled-task.ts";

/** Bytes of one of the two parts of a row. */
export const PART_LENGTH = 512;

/** Parts of different documents come from documents of similar length: from one of so many nearest ones. */
const NEIGHBOURS = 8;

/** Documents long enough for two parts, by length. */
function usable({ bytes, starts }: TextDocuments, length: number): readonly Uint8Array[] {
  const documents = Array.from(starts, (start, index) => bytes.subarray(start, starts.at(index + 1) ?? bytes.length));
  return documents.filter((document) => document.length >= 2 * length).sort((a, b) => a.length - b.length);
}

/**
 * Rows of two parts each: even ones hold parts of two documents of similar length, odd ones parts of one document that do not overlap. Asked is
 * whether they are of one document. A pure function of the documents and the seed.
 */
export function pairRows(source: TextDocuments, seed: number, count: number, length = PART_LENGTH): Rows {
  const documents = usable(source, length);
  if (documents.length < 2) throw new Error("pairs need two documents that are long enough");
  const row = (index: number) => {
    let at = 0;
    const below = (options: number): number =>
      uniformBelow(threefry2x32(seed, STREAMS.sampling, index, at++)[0], options);
    const chosen = below(documents.length);
    const document = documents[chosen];
    const isMatch = index % 2 === 1;
    const first = below(document.length - 2 * length + 1);
    const parts = isMatch
      ? [first, first + length + below(document.length - 2 * length - first + 1)].map((start) =>
          document.subarray(start, start + length),
        )
      : [document.subarray(first, first + length), partOf(documents[neighbourOf(chosen)])];
    function neighbourOf(place: number): number {
      const lowest = Math.max(0, Math.min(place - NEIGHBOURS / 2, documents.length - 1 - NEIGHBOURS));
      const options = Math.min(NEIGHBOURS, documents.length - 1 - lowest);
      const other = lowest + below(options);
      return other < place ? other : other + 1;
    }
    function partOf(other: Uint8Array): Uint8Array {
      const start = below(other.length - length + 1);
      return other.subarray(start, start + length);
    }
    const order = below(2) === 0 ? parts : parts.toReversed();
    const tokens = new Uint8Array(2 * length);
    order.forEach((part, place) => tokens.set(part, place * length));
    return askedAtEnd(tokens, Number(isMatch));
  };
  return { count, row };
}
