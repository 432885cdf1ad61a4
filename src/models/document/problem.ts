import type { JsonValue } from "./schema.ts";

/** Where in the document: keys and indices from its root, such as `["trunk", 1, "body", 0]`. */
export type Pointer = readonly (string | number)[];

/** One thing that is wrong with a document, said to a person. */
export interface Problem {
  readonly pointer: Pointer;
  /** Address of the node: its slugs joined by points, "" for the document itself. */
  readonly node: string;
  /** Names the block, says what is wrong and offers the nearest legal value. */
  readonly sentence: string;
  /** The field at fault, where there is one; `knob` of a block or a field of a container. */
  readonly field?: string | undefined;
  /** The nearest legal value of that field. */
  readonly suggestion?: JsonValue | undefined;
}

/** Thrown by a block's shape rule: what does not fit, without naming the block (its walker does). */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly field: string | undefined;
  readonly suggestion: JsonValue | undefined;

  constructor(sentence: string, field?: string, suggestion?: JsonValue) {
    super(sentence);
    this.field = field;
    this.suggestion = suggestion;
  }
}

/** The legal word nearest to a misspelt one, one that it begins, or by edit distance; undefined when none is near. */
export function nearestWord(word: string, legal: readonly string[]): string | undefined {
  const longer = legal.find((candidate) => word.length > 2 && candidate.startsWith(word));
  if (longer !== undefined) return longer;
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of legal) {
    const distance = editDistance(word, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}

/** "a", "a or b", "a, b or c". */
export function listText(words: readonly (string | number)[]): string {
  const last = words.at(-1);
  if (words.length < 2 || last === undefined) return String(last ?? "nothing");
  return `${words.slice(0, -1).join(", ")} or ${last}`;
}

/** The one or two legal divisors of `total` nearest to `wanted`, so that a sentence can offer them. */
export function nearestDivisors(
  total: number,
  wanted: number,
  isLegal: (divisor: number) => boolean = () => true,
): readonly number[] {
  // Up to the root alone: memories of memories widen to hundreds of millions of channels before they are refused.
  const small: number[] = [];
  for (let divisor = 1; divisor * divisor <= total; divisor++) if (total % divisor === 0) small.push(divisor);
  const large = small.map((divisor) => total / divisor).reverse();
  const divisors = [...small, ...large].filter(isLegal);
  const below = divisors.filter((divisor) => divisor < wanted).at(-1);
  const above = divisors.find((divisor) => divisor > wanted);
  return [below, above].filter((divisor) => divisor !== undefined);
}
