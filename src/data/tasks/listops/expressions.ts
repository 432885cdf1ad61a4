import { STREAMS, threefry2x32, uniformFloat } from "../../../lib/threefry.ts";
import { askedAtEnd, padded, type TaskRow } from "../labelled-task.ts";

export const OPERATORS = ["MIN", "MAX", "MED", "SM"] as const;
export type Operator = (typeof OPERATORS)[number];

/** Tokens: ten digits, an opening token for each operator, one that closes, and padding. */
export const FIRST_OPERATOR = 10;
export const CLOSE = FIRST_OPERATOR + OPERATORS.length;
export const PAD = CLOSE + 1;
export const TOKENS = PAD + 1;
export const CLASSES = 10;

/** How large expressions get. */
export interface ListOpsSize {
  /** Most levels; the outermost is the first. */
  readonly depth: number;
  readonly arguments: number;
  /** Tokens of an expression lie between these, exclusive. */
  readonly shortest: number;
  readonly longest: number;
}

/** Chance that a place below the deepest level holds a digit. */
const DIGIT_CHANCE = 0.75;

/** Value of an operator on digits; an even number of digits has the mean of the middle two, rounded down, as its median. */
export function valueOf(operator: Operator, digits: readonly number[]): number {
  switch (operator) {
    case "MIN":
      return Math.min(...digits);
    case "MAX":
      return Math.max(...digits);
    case "SM":
      return digits.reduce((sum, digit) => sum + digit, 0) % 10;
    case "MED": {
      const sorted = [...digits].sort((a, b) => a - b);
      const middle = sorted.length / 2;
      return Math.floor((sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2);
    }
  }
}

/** Value of an expression in tokens, by a stack; undefined where it is not one whole expression. */
export function evaluate(tokens: readonly number[]): number | undefined {
  const open: { readonly operator: Operator; readonly digits: number[] }[] = [];
  let result: number | undefined;
  for (const token of tokens) {
    if (result !== undefined) return undefined;
    if (token >= FIRST_OPERATOR && token < CLOSE) {
      open.push({ operator: OPERATORS[token - FIRST_OPERATOR], digits: [] });
      continue;
    }
    let value = token;
    if (token >= CLOSE) {
      const closed = token === CLOSE ? open.pop() : undefined;
      if (closed === undefined || closed.digits.length === 0) return undefined;
      value = valueOf(closed.operator, closed.digits);
    }
    const around = open.at(-1);
    if (around === undefined) result = value;
    else around.digits.push(value);
  }
  return open.length === 0 ? result : undefined;
}

/** One draw of the grammar, and its value; undefined as soon as it is too long, which would be thrown away all the same. */
function draw(size: ListOpsSize, uniforms: () => number): { tokens: number[]; value: number } | undefined {
  const tokens: number[] = [];
  let length = 0;
  const below = (count: number): number => Math.floor(uniforms() * count);
  // Value of one place, written behind the tokens; undefined where it gets too long.
  const place = (level: number): number | undefined => {
    if (level >= size.depth || uniforms() < DIGIT_CHANCE) {
      length += 1;
      const digit = below(10);
      tokens.push(digit);
      return length < size.longest ? digit : undefined;
    }
    const digits: number[] = [];
    const count = 2 + below(size.arguments - 1);
    const operator = below(OPERATORS.length);
    length += 2;
    tokens.push(FIRST_OPERATOR + operator);
    for (let i = 0; i < count; i++) {
      const digit = place(level + 1);
      if (digit === undefined) return undefined;
      digits.push(digit);
    }
    tokens.push(CLOSE);
    return valueOf(OPERATORS[operator], digits);
  };
  const value = place(1);
  return value === undefined || length <= size.shortest ? undefined : { tokens, value };
}

export interface Expression {
  readonly tokens: readonly number[];
  /** Its digit. */
  readonly value: number;
}

/** Expression `index` of a seed: draws of the grammar until one's length fits. */
export function expression(seed: number, index: number, size: ListOpsSize): Expression {
  let at = 0;
  let words: readonly number[] = [];
  const uniforms = (): number => {
    if (at % 2 === 0) words = threefry2x32(seed, STREAMS.sampling, index, at / 2);
    return uniformFloat(words[at++ % 2]);
  };
  for (;;) {
    const made = draw(size, uniforms);
    if (made !== undefined) return made;
  }
}

/** Tokens of a row, and the expressions that fill one. */
export const ROW_LENGTH = 128;
export const ROW_SIZE: ListOpsSize = { depth: 6, arguments: 5, shortest: 32, longest: ROW_LENGTH };

/** Row `index`: an expression behind padding; its value is asked at its last token, which has seen all of it. */
export function listOpsRow(seed: number, index: number): TaskRow {
  const { tokens, value } = expression(seed, index, ROW_SIZE);
  return askedAtEnd(padded(tokens, ROW_LENGTH, PAD), value);
}
