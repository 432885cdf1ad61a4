import { STREAMS, threefry2x32, uniformBelow } from "../../../lib/threefry.ts";

const FIRST_LETTER = 0x61;
const LETTERS = 26;
const SHORTEST = 4;
const LONGEST = 12;
const MARK = 0x3d;
const NEWLINE = 0x0a;

/** Line `line` of the task: a random word, "=", the same word, newline. */
export function copyLine(seed: number, line: number): Uint8Array<ArrayBuffer> {
  const draw = (position: number, count: number): number =>
    uniformBelow(threefry2x32(seed, STREAMS.sampling, line, position)[0], count);
  const length = SHORTEST + draw(0, LONGEST - SHORTEST + 1);
  const text = new Uint8Array(2 * length + 2);
  for (let i = 0; i < length; i++) text[i] = text[length + 1 + i] = FIRST_LETTER + draw(i + 1, LETTERS);
  text[length] = MARK;
  text[2 * length + 1] = NEWLINE;
  return text;
}
