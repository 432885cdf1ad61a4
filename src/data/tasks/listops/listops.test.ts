import { describe, expect, test } from "vitest";
import {
  CLOSE,
  evaluate,
  expression,
  FIRST_OPERATOR,
  listOpsRow,
  OPERATORS,
  PAD,
  ROW_LENGTH,
  ROW_SIZE,
  valueOf,
} from "./expressions.ts";

const SAMPLE = Object.values(
  import.meta.glob<string>("../../../../../shared/datasets/listops/*.tsv", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);

/** Tokens of the written form; parentheses of binary trees mean nothing. */
function tokensOf(text: string): number[] {
  return text
    .split(" ")
    .filter((word) => word !== "(" && word !== ")")
    .map((word) => {
      if (word === "]") return CLOSE;
      const operator = OPERATORS.findIndex((name) => word === `[${name}`);
      return operator === -1 ? Number(word) : FIRST_OPERATOR + operator;
    });
}

describe("ListOps", () => {
  test("worked values: the median of an even number is rounded down", () => {
    expect(evaluate(tokensOf("[MAX 2 9 [MIN 4 7 ] 0 ]"))).toBe(9);
    expect(valueOf("MED", [1, 2])).toBe(1);
    expect(valueOf("MED", [3, 4, 8, 9])).toBe(6);
    expect(valueOf("MED", [9, 1, 5])).toBe(5);
    expect(valueOf("SM", [9, 8, 5])).toBe(2);
    expect(["[MAX 2", "2 ]", "[MIN ]", "1 2"].map((text) => evaluate(tokensOf(text)))).toEqual(
      new Array(4).fill(undefined),
    );
  });

  test("labels agree with the sample of the original file", ({ skip }) => {
    skip(SAMPLE.length === 0, "the sample of the original file is not on this machine");
    const rows = SAMPLE[0].trimEnd().split("\n");
    const wrong = rows.filter((row) => {
      const [label, text] = row.split("\t");
      return evaluate(tokensOf(text)) !== Number(label);
    });
    expect(rows).toHaveLength(2_000);
    expect(wrong).toEqual([]);
  });

  test("value of the tree = value of the stack; lengths inside the bounds; the depth is kept", () => {
    for (let i = 0; i < 400; i++) {
      const { tokens, value } = expression(5, i, ROW_SIZE);
      expect(evaluate(tokens)).toBe(value);
      expect(tokens.length).toBeGreaterThan(32);
      expect(tokens.length).toBeLessThan(128);
      let [level, deepest] = [0, 0];
      for (const token of tokens) {
        if (token >= FIRST_OPERATOR) level += token === CLOSE ? -1 : 1;
        deepest = Math.max(deepest, level);
      }
      expect(deepest).toBeLessThan(ROW_SIZE.depth);
    }
  });

  test("rows are a function of the seed, differ, and ask at their end", () => {
    const rows = Array.from({ length: 300 }, (_, i) => listOpsRow(7, i));
    expect(listOpsRow(7, 3)).toEqual(rows[3]);
    expect(listOpsRow(8, 3)).not.toEqual(rows[3]);
    expect(new Set(rows.map(({ tokens }) => Array.from(tokens).join())).size).toBe(300);
    const counts = new Array<number>(10).fill(0);
    for (const { tokens, labels } of rows) {
      expect(tokens).toHaveLength(ROW_LENGTH);
      const value = labels[ROW_LENGTH - 1]!;
      expect(evaluate(Array.from(tokens).filter((token) => token !== PAD))).toBe(value);
      expect(labels.filter((label) => label !== undefined)).toHaveLength(1);
      counts[value] += 1;
    }
    // The floor that a result is to be read against.
    expect(Math.max(...counts) / 300).toBeGreaterThan(0.1);
    expect(Math.max(...counts) / 300).toBeLessThan(0.2);
  });
});
