import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { PRESETS } from "../presets/index.ts";
import { LIMITS } from "./limits.ts";
import { checkDocument, readDocument } from "./validate.ts";

const nano = (): Record<string, unknown> =>
  JSON.parse(JSON.stringify(PRESETS.find((preset) => preset.id === "lm-nano")?.document)) as Record<string, unknown>;

const sentences = (value: unknown): readonly string[] =>
  checkDocument(value, CATALOGUE).problems.map((problem) => problem.sentence);

function nested(depth: number, inner: unknown, wrap: (inner: unknown) => unknown): unknown {
  let value = inner;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}

describe("documents from strangers", () => {
  test.each([null, 3, "text", [], true, undefined])("%s is not a document", (value) => {
    expect(sentences(value)).toHaveLength(1);
  });

  test("nesting deeper than any stack is refused without recursion", () => {
    const deep = nested(200_000, [], (inner) => [inner]);
    expect(sentences(deep)[0]).toMatch(/nested deeper than 96 levels/);
  });

  test("containers nested too deep are refused", () => {
    const document = nano();
    document.trunk = nested(40, document.trunk, (body) => [{ kind: "sequence", body }]);
    expect(sentences(document)[0]).toMatch(/nested deeper than 16 levels/);
  });

  test("prototype keys are refused wherever they stand", () => {
    const text = JSON.stringify(nano()).replace('"knobs"', '"__proto__": {"polluted": true}, "knobs"');
    expect(sentences(JSON.parse(text))[0]).toMatch(/the key “__proto__” is not allowed/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(["toString", "constructor", "hasOwnProperty", "valueOf"])("a block of kind %s is not found", (kind) => {
    const document = nano();
    document.trunk = [{ kind }];
    expect(checkDocument(document, CATALOGUE).problems).not.toHaveLength(0);
  });

  test("a repeat of repeats that would unroll without end is refused", () => {
    const document = nano();
    const [embed, ...rest] = document.trunk as unknown[];
    const repeated = nested(4, rest, (body) => [{ kind: "repeat", slug: "r", times: LIMITS.passes, body }]);
    document.trunk = [embed, ...(repeated as unknown[])];
    expect(sentences(document).some((sentence) => sentence.includes(`more than ${LIMITS.steps} steps`))).toBe(true);
  });

  test("a document of thousands of items is refused", () => {
    const document = nano();
    document.trunk = new Array(LIMITS.items + 1).fill({ kind: "dropout" });
    expect(sentences(document)).not.toHaveLength(0);
  });

  test("numbers out of range, not finite or not numbers are refused", () => {
    for (const times of [0, -1, 1.5, 1e9, "3", null]) {
      const document = nano();
      (document.trunk as { times?: unknown }[])[1].times = times;
      expect(sentences(document), String(times)).not.toHaveLength(0);
    }
    const infinite = nano();
    (infinite.trunk as { times?: unknown }[])[1].times = Infinity;
    expect(sentences(infinite)[0]).toMatch(/not finite/);
  });

  test("values that JSON does not have are refused", () => {
    expect(sentences({ ...nano(), when: new Date(0) })[0]).toMatch(/plain JSON/);
    expect(sentences({ ...nano(), name: () => "x" })[0]).toMatch(/a function/);
  });

  test("reading throws one sentence and counts the others", () => {
    const document = nano();
    document.heads = [{ name: "logits", body: [{ kind: "normm" }, { kind: "haed" }] }];
    expect(() => readDocument(document, CATALOGUE)).toThrow(/Did you mean “norm”\? \(and \d more\)/);
  });
});
