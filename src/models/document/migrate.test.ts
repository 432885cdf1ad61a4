import { describe, expect, test } from "vitest";
import { z } from "../../lib/zod.ts";
import { BLOCKS } from "../blocks/index.ts";
import { decoder, PICO } from "../presets/language-models.ts";
import { documentHash } from "./canonical.ts";
import { catalogueOf, defineBlock } from "./definition.ts";
import { choiceKnob, numberKnob } from "./knobs.ts";
import { migrateDocument } from "./migrate.ts";
import { TASKS } from "./tasks/index.ts";
import type { ArchitectureDocument } from "./types.ts";
import { checkDocument, readDocument } from "./validate.ts";

const words = { title: "Rate", help: "Share dropped.", minimum: 0, maximum: 1 };
const shape = { shown: [], citations: [], summary: "", glyph: "topology", role: "drop", title: "Thinning" } as const;
const ports = { reads: [{ name: "x", help: "" }], writes: [{ name: "y", help: "" }] };

const first = defineBlock({
  kind: "thinning",
  version: 1,
  ...shape,
  ...ports,
  knobs: z.strictObject({ rate: numberKnob({ ...words, default: 0.5 }) }),
  shapes: ({ inputs }) => inputs,
});

/** The default rate changed and a knob came; documents of version 1 keep what they meant. */
const second = defineBlock({
  kind: "thinning",
  version: 2,
  ...shape,
  ...ports,
  knobs: z.strictObject({
    rate: numberKnob({ ...words, default: 0.1, firstDefault: 0.5 }),
    form: choiceKnob({ title: "Form", help: "What is dropped.", choices: ["element", "row"], default: "element" }),
  }),
  migrations: { 1: (knobs) => ({ rate: 0.5, ...knobs }) },
  shapes: ({ inputs }) => inputs,
});

const before = catalogueOf([...BLOCKS, first], TASKS);
const after = catalogueOf([...BLOCKS, second], TASKS);

const pico = decoder("lm-pico", PICO);
const withBlock = (knobs: object | undefined, version?: number): ArchitectureDocument => ({
  ...pico,
  trunk: [...pico.trunk, { kind: "thinning", ...(knobs && { knobs }), ...(version && { version }) } as never],
});

const rateOf = (value: unknown, catalogue: typeof before): unknown =>
  readDocument(value, catalogue).program.steps.findLast((step) => step.node.slug === "drop" && step.step === "block");

describe("versions of blocks", () => {
  test("a document of version 1 keeps the defaults of version 1", () => {
    expect(rateOf(withBlock(undefined), before)).toMatchObject({ knobs: { rate: 0.5 } });
    expect(rateOf(withBlock(undefined), after)).toMatchObject({ knobs: { rate: 0.5, form: "element" } });
    expect(rateOf(withBlock(undefined, 2), after)).toMatchObject({ knobs: { rate: 0.1 } });
  });

  test.each([undefined, { rate: 0.5 }, { rate: 0.25 }, { rate: 0.1 }])(
    "%j hashes the same before and after",
    async (knobs) => {
      const old = await documentHash(readDocument(withBlock(knobs), before).document, before);
      expect(await documentHash(readDocument(withBlock(knobs), after).document, after)).toBe(old);
    },
  );

  test("migrating twice is migrating once", () => {
    const once = readDocument(withBlock(undefined), after).document;
    expect(readDocument(once, after).document).toEqual(once);
  });

  test("a newer version than the catalogue knows is refused with a sentence", () => {
    expect(checkDocument(withBlock(undefined, 2), before).problems[0].sentence).toMatch(/made by a newer Bakeoff/);
  });
});

describe("formats of documents", () => {
  test("steps are taken one by one", () => {
    const migrations = {
      1: (raw: object) => ({ ...raw, one: true }),
      2: (raw: object) => ({ ...raw, two: "one" in raw }),
    };
    expect(migrateDocument(pico, migrations, 3)).toMatchObject({
      format: "bakeoff/architecture@3",
      one: true,
      two: true,
    });
  });

  test("the current format passes unchanged", () => {
    expect(migrateDocument(pico)).toEqual(pico);
  });

  test("a format without a migration is refused", () => {
    expect(() => migrateDocument(pico, {}, 2)).toThrow(/can no longer be read/);
  });
});
