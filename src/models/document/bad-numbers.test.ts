import { expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { PRESETS } from "../presets/index.ts";
import { knobFields, type KnobField } from "./knobs.ts";
import type { Problem } from "./problem.ts";
import type { JsonValue } from "./schema.ts";
import { isContainer, slotsOf, type ArchitectureDocument, type BlockItem, type Item } from "./types.ts";
import { checkDocument } from "./validate.ts";

function blocksOf(document: ArchitectureDocument): BlockItem[] {
  const visit = (item: Item): BlockItem[] =>
    isContainer(item) ? slotsOf(item).flatMap(({ entries }) => entries.flatMap((entry) => visit(entry.item))) : [item];
  return [...document.trunk, ...document.heads.flatMap(({ body }) => body ?? [])].flatMap(visit);
}

/** The document with one knob of its block number `at` set, in every pass. */
function withKnob(document: ArchitectureDocument, at: number, name: string, value: JsonValue): ArchitectureDocument {
  const copy = JSON.parse(JSON.stringify(document)) as ArchitectureDocument;
  const item: unknown = blocksOf(copy)[at];
  const owner = item as { knobs?: Record<string, JsonValue>; perPass?: Record<string, JsonValue[]> };
  owner.knobs = { ...owner.knobs, [name]: value };
  delete owner.perPass?.[name];
  return copy;
}

const outside = ({ minimum, maximum }: KnobField): readonly number[] =>
  [minimum === undefined ? undefined : minimum - 1, maximum === undefined ? undefined : maximum + 1].filter(
    (value) => value !== undefined,
  );

/** Every numeric knob of every kind of block, in the first preset that has the block. */
const CASES = [...CATALOGUE.blocks.values()].flatMap((definition) => {
  const preset = PRESETS.find(({ document }) => blocksOf(document).some(({ kind }) => kind === definition.kind));
  const fields = knobFields(definition.knobs).filter(({ control }) => control === "integer" || control === "number");
  return preset === undefined ? [] : fields.map((field) => ({ kind: definition.kind, definition, preset, field }));
});

test.each(CASES.map((one) => [one.kind, one.field.name, one] as const))(
  "%s: %s out of its range is named, with where it stands and a legal value that mends it",
  (_kind, name, { definition, preset: { document }, field }) => {
    const at = blocksOf(document).findIndex(({ kind }) => kind === definition.kind);
    for (const value of outside(field)) {
      const { problems } = checkDocument(withKnob(document, at, name, value), CATALOGUE);
      const problem = problems.find((one) => one.field === name);
      expect(problem, `${name} = ${value}`).toBeDefined();
      expect(problem!.sentence).toContain(`${definition.title} “${problem!.node}”`);
      expect(problem!.sentence).toContain(field.title);
      expect(problem!.sentence).toContain(JSON.stringify(problem!.suggestion));
      const mended = checkDocument(withKnob(document, at, name, problem!.suggestion!), CATALOGUE).problems;
      expect(mended.filter(({ sentence }) => sentence === problem!.sentence)).toEqual([]);
    }
  },
);

test("an end of the range that another knob refuses is no offer: time steps of Mamba", () => {
  const document = PRESETS.find(({ id }) => id === "mamba-nano")!.document;
  const at = blocksOf(document).findIndex(({ kind }) => kind === "mamba");
  const [problem] = checkDocument(withKnob(document, at, "dtMax", 0), CATALOGUE).problems;
  expect(problem.suggestion).toBe(1e-3);
  expect(problem.sentence).toContain("the nearest legal value is 0.001");
  expect(checkDocument(withKnob(document, at, "dtMax", 1e-3), CATALOGUE).problems).toEqual([]);
});

test("a loop of no passes is refused with the field and a legal value", () => {
  const document = PRESETS.find(({ id }) => id === "algo-pico")!.document;
  const text = JSON.stringify(document).replace('"times":4', '"times":0');
  expect(text).toContain('"times":0');
  const [problem] = checkDocument(JSON.parse(text), CATALOGUE).problems;
  expect(problem.sentence).toMatch(/times|passes/i);
  expect(problem.sentence).toContain("1");
});

/** The document with what a problem offers taken. */
function withOffer(document: ArchitectureDocument, { pointer, field, suggestion }: Problem): ArchitectureDocument {
  const item = pointer.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], document);
  const owner = item as { knobs?: Record<string, JsonValue>; perPass?: Record<string, JsonValue[]> };
  owner.knobs = { ...owner.knobs, [field!]: suggestion! };
  delete owner.perPass?.[field!];
  return document;
}

const isInside = ({ minimum = -Infinity, maximum = Infinity }: KnobField, value: number): boolean =>
  value >= minimum && value <= maximum;

/** Numbers that divide no usual width, inside most ranges. */
const AWKWARD = [7, 97];

test(
  "numbers that do not fit the others, in every preset's kinds: the block is named, and what is offered is a legal value in one step",
  { timeout: 30_000 },
  () => {
    let refused = 0;
    const failed: string[] = [];
    for (const { kind, preset, field } of CASES) {
      const { document } = preset;
      const at = blocksOf(document).findIndex((item) => item.kind === kind);
      for (const value of [...AWKWARD.filter((one) => isInside(field, one)), ...outside(field)]) {
        const { problems } = checkDocument(withKnob(document, at, field.name, value), CATALOGUE);
        const problem = problems.find((one) => one.field !== undefined && one.suggestion !== undefined);
        if (problem === undefined) continue;
        refused++;
        expect(problem.sentence).toContain(`“${problem.node}”`);
        if (typeof problem.suggestion === "number") expect(problem.sentence).toContain(String(problem.suggestion));
        const mended = withOffer(withKnob(document, at, field.name, value), problem);
        const { problems: left } = checkDocument(mended, CATALOGUE);
        // An offer for the knob that was changed mends the document. One for another knob, or for what is out of its range, mends its place.
        const isOwn = !outside(field).includes(value) && problem.field === field.name;
        const wrong = isOwn ? left : left.filter((one) => one.node === problem.node && one.field === problem.field);
        if (wrong.length > 0)
          failed.push(`${preset.id} ${kind}.${field.name} = ${value}: ${problem.sentence} -> ${wrong[0].sentence}`);
      }
    }
    expect(failed).toEqual([]);
    expect(refused).toBeGreaterThan(100);
  },
);
