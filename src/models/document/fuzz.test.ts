import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PRESETS } from "../presets/index.ts";
import { z } from "../../lib/zod.ts";
import { canonicalText, elideDefaults } from "./canonical.ts";
import { FIXTURE_CATALOGUE } from "./fixtures/declarations.ts";
import { documentSchema } from "./schema.ts";
import { checkDocument } from "./validate.ts";

const FIXTURES = Object.values(import.meta.glob("./fixtures/*.json", { eager: true, import: "default" }));
const DOCUMENTS: readonly unknown[] = [...FIXTURES, ...PRESETS.slice(0, 12).map((preset) => preset.document)];

type Json = Record<string, unknown> | unknown[];

/** Every array and object inside a value. */
function containers(value: unknown): readonly Json[] {
  if (typeof value !== "object" || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(containers)];
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    "residual",
    "repeat",
    "parallel",
    "stage",
    "sequence",
    "toString",
    "__proto__",
    "main",
    "layers.attn",
  ),
  fc.constantFrom(0, -1, 1e300, 0.5, 2 ** 31, null, [], {}),
);

const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("replace", "delete", "copy"), anything), {
  minLength: 1,
  maxLength: 4,
});

function mutate(document: unknown, changes: readonly (readonly [number, number, string, unknown])[]): unknown {
  const copy: unknown = structuredClone(document);
  for (const [place, field, change, value] of changes) {
    const all = containers(copy);
    const target = all[place % all.length];
    const keys = Object.keys(target);
    const key = keys[field % Math.max(1, keys.length)] ?? "kind";
    const fields = target as Record<string, unknown>;
    if (change === "delete" && !Array.isArray(target)) Reflect.deleteProperty(fields, key);
    else fields[key] = change === "copy" ? structuredClone(all[field % all.length]) : structuredClone(value);
  }
  return copy;
}

describe("documents with something wrong in them", () => {
  test("are answered with sentences, never with a crash", () => {
    fc.assert(
      fc.property(fc.constantFrom(...DOCUMENTS), mutations, (document, changes) => {
        const { problems, program } = checkDocument(mutate(document, changes), FIXTURE_CATALOGUE);
        for (const { sentence } of problems) expect(sentence).toMatch(/[.?)]$/);
        if (problems.length === 0) expect(program?.outputs.length).toBeGreaterThan(0);
      }),
      { numRuns: 300, seed: 20_260 },
    );
  });

  test("that are right after all shorten to the same meaning", () => {
    fc.assert(
      fc.property(fc.constantFrom(...DOCUMENTS), mutations, (document, changes) => {
        const checked = checkDocument(mutate(document, changes), FIXTURE_CATALOGUE);
        if (checked.problems.length > 0 || checked.document === undefined) return;
        const short = elideDefaults(checked.document, FIXTURE_CATALOGUE);
        expect(checkDocument(short, FIXTURE_CATALOGUE).problems).toEqual([]);
        expect(canonicalText(short, FIXTURE_CATALOGUE)).toBe(canonicalText(checked.document, FIXTURE_CATALOGUE));
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe("the schema in one piece", () => {
  test.each(DOCUMENTS.map((document) => [(document as { name?: string }).name, document]))(
    "takes %s",
    (_, document) => {
      expect(documentSchema.safeParse(JSON.parse(JSON.stringify(document))).error?.issues ?? []).toEqual([]);
    },
  );

  test("can be published as JSON Schema", () => {
    const published = z.toJSONSchema(documentSchema, { io: "input" });
    expect(published).toMatchObject({ type: "object", required: ["format", "task", "trunk", "heads"] });
  });
});
