import { describe, expect, it } from "vitest";
import { parseExperiment, parseExperimentText } from "./experiment.ts";
import { migrate } from "./versions.ts";

const EXAMPLES = import.meta.glob<string>("../../../experiments/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

const VALID = {
  schema: "bakeoff/experiment@1",
  kind: "compare",
  arms: [
    { id: "a", preset: "lm-pico" },
    { id: "b", preset: "3pt-pico" },
  ],
  baseline: "a",
  data: { id: "state-of-the-union" },
  sequenceLength: 64,
  batch: 8,
  budget: { steps: 200 },
};

describe("experiment", () => {
  it("fills in the defaults", () => {
    const experiment = parseExperiment(VALID);
    expect(experiment.seeds).toEqual([1]);
    expect(experiment.data.tokenizer).toBe("byte");
    expect(experiment.evaluate).toEqual({ every: 25, tokens: 50_000, quickTokens: 8_192 });
    expect(experiment.accumulate).toBe(1);
  });

  it("reads what it has read again, unchanged", () => {
    const experiment = parseExperiment(VALID);
    expect(parseExperiment(JSON.parse(JSON.stringify(experiment)))).toEqual(experiment);
  });

  it.each(Object.keys(EXAMPLES))("reads the example %s", (path) => {
    expect(parseExperimentText(EXAMPLES[path]).schema).toBe("bakeoff/experiment@1");
  });

  it.each<[string, unknown, RegExp]>([
    ["not an object", [], /expected a JSON object with "schema": "bakeoff\/experiment@1"/],
    ["no schema", { kind: "train" }, /has no `schema` field; write "schema": "bakeoff\/experiment@1"/],
    ["another schema", { schema: "bakeoff/result@1" }, /says "schema": "bakeoff\/result@1"/],
    ["a newer version", { ...VALID, schema: "bakeoff/experiment@9" }, /newer Bakeoff .*Reload/],
    ["a negative budget", { ...VALID, budget: { steps: -3 } }, /`budget.steps`: must be a whole number of at least 1/],
    [
      "two budgets",
      { ...VALID, budget: { steps: 3, seconds: 4 } },
      /exactly one of `steps`, `tokens`, `seconds` or `joules`/,
    ],
    ["an unknown field", { ...VALID, colour: "red" }, /colour/],
    ["two arms of one name", { ...VALID, arms: [VALID.arms[0], VALID.arms[0]] }, /two arms are called `a`/],
    ["an absent baseline", { ...VALID, baseline: "c" }, /there is no arm `c`; the arms are a, b/],
    [
      "an arm without a source",
      { ...VALID, arms: [{ id: "a" }, VALID.arms[1]] },
      /`arms\[0\]`: must name exactly one of/,
    ],
    ["a comparison of one arm", { ...VALID, arms: [VALID.arms[0]] }, /needs at least two arms/],
    ["both data sources", { ...VALID, data: { id: "x", file: "y.txt" } }, /exactly one of `id`/],
    ["a strange tokenizer", { ...VALID, data: { id: "x", tokenizer: "bpe" } }, /bpe-2048/],
    ["half precision", { ...VALID, precision: "f16" }, /single precision/],
    ["a repeated seed", { ...VALID, seeds: [1, 2, 1] }, /seed 1 stands twice/],
    ["text for a number", { ...VALID, batch: "8" }, /`batch`: must be a whole number/],
    ["a prototype key", JSON.parse('{"schema":"bakeoff/experiment@1","__proto__":{"kind":"train"}}'), /cannot be used/],
  ])("refuses %s with a sentence", (_, value, sentence) => {
    expect(() => parseExperiment(value)).toThrow(sentence);
  });

  it("refuses broken JSON and an empty file with a sentence", () => {
    expect(() => parseExperimentText("{")).toThrow(/not valid JSON .*experiments\//);
    expect(() => parseExperimentText("  ")).toThrow(/is empty/);
  });
});

describe("migrate", () => {
  const format = {
    name: "bakeoff/example",
    noun: "example",
    migrations: [
      (value: Record<string, unknown>) => ({ ...value, rows: value.row }),
      (value: Record<string, unknown>) => ({ ...value, columns: 1 }),
    ],
  };

  it("walks from any released version to the current one", () => {
    expect(migrate(format, { schema: "bakeoff/example@1", row: 2 })).toMatchObject({ rows: 2, columns: 1 });
    expect(migrate(format, { schema: "bakeoff/example@2", rows: 3 })).toMatchObject({ rows: 3, columns: 1 });
  });

  it("leaves a migrated value alone", () => {
    const once = migrate(format, { schema: "bakeoff/example@1", row: 2 });
    expect(migrate(format, once)).toEqual(once);
    expect(once.schema).toBe("bakeoff/example@3");
  });
});
