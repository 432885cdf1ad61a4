import { STREAMS, threefry2x32, uniformBelow } from "../../../lib/threefry.ts";
import type { TaskRow } from "../labelled-task.ts";

/** Letters to remember, the positions they are strewn over, and how many kinds there are. */
export const LETTERS = 6;
export const STREWN = 26;
export const ALPHABET = 12;
/** Tokens behind the letters' own: nothing to remember, and the sign to answer. */
export const BLANK = ALPHABET;
export const ASK = ALPHABET + 1;
export const ROW_LENGTH = STREWN + LETTERS;

/** Row `index`: letters at random places among blanks, then as many signs to answer, whose labels are the letters in order. */
export function selectiveRow(seed: number, index: number): TaskRow {
  const draw = (position: number, count: number): number =>
    uniformBelow(threefry2x32(seed, STREAMS.sampling, index, position)[0], count);
  const places = Array.from({ length: STREWN }, (_, place) => place);
  for (let i = 0; i < LETTERS; i++) {
    const other = i + draw(i, STREWN - i);
    [places[i], places[other]] = [places[other], places[i]];
  }
  const letters = Array.from({ length: LETTERS }, (_, i) => draw(LETTERS + i, ALPHABET));
  const strewn = new Array<number>(STREWN).fill(BLANK);
  [...places.slice(0, LETTERS)].sort((a, b) => a - b).forEach((place, i) => (strewn[place] = letters[i]));
  return {
    tokens: [...strewn, ...letters.map(() => ASK)],
    labels: [...strewn.map(() => undefined), ...letters],
  };
}
