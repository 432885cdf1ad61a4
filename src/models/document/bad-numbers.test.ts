import { expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { PRESETS } from "../presets/index.ts";
import { knobFields, type KnobField } from "./knobs.ts";
import type { JsonValue } from "./schema.ts";
import { isContainer, slotsOf, type ArchitectureDocument, type BlockItem, type Item } from "./types.ts";
import { checkDocument } from "./validate.ts";

function blocksOf(document: ArchitectureDocument): BlockItem[] {
  const visit = (item: Item): BlockItem[] =>
    isContainer(item) ? slotsOf(item).flatMap(({ entries }) => entries.flatMap((entry) => visit(entry.item))) : [item];
  return [...document.trunk, ...document.heads.flatMap(({ body }) => body ?? [])].flatMap(visit);
}

/** The document with one knob of its block number `at` set. */
function withKnob(document: ArchitectureDocument, at: number, name: string, value: JsonValue): ArchitectureDocument {
  const copy = JSON.parse(JSON.stringify(document)) as ArchitectureDocument;
  const item = blocksOf(copy)[at] as { knobs?: Record<string, JsonValue> };
  item.knobs = { ...item.knobs, [name]: value };
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

test("a loop of no passes is refused with the field and a legal value", () => {
  const document = PRESETS.find(({ id }) => id === "algo-pico")!.document;
  const text = JSON.stringify(document).replace('"times":4', '"times":0');
  expect(text).toContain('"times":0');
  const [problem] = checkDocument(JSON.parse(text), CATALOGUE).problems;
  expect(problem.sentence).toMatch(/times|passes/i);
  expect(problem.sentence).toContain("1");
});

/** Whole numbers that divide no usual width, inside most ranges. */
const AWKWARD = [7, 97];
const OF_TEXT = CASES.filter(({ preset, field }) => {
  return preset.document.task.kind === "next-token" && field.control === "integer";
});

test("numbers that do not fit the others in a text model: the block is named, and taking what is offered ends at a legal value", () => {
  let refused = 0;
  for (const { kind, preset, field } of OF_TEXT) {
    const { document } = preset;
    const at = blocksOf(document).findIndex((item) => item.kind === kind);
    for (const value of AWKWARD) {
      let problem = checkDocument(withKnob(document, at, field.name, value), CATALOGUE).problems.at(0);
      if (problem !== undefined) refused++;
      for (let offers = 0; problem?.field === field.name && problem.suggestion !== undefined && offers < 3; offers++) {
        expect(problem.sentence).toContain(`“${problem.node}”`);
        expect(problem.sentence).toContain(JSON.stringify(problem.suggestion));
        const mended = withKnob(document, at, field.name, problem.suggestion);
        problem = checkDocument(mended, CATALOGUE).problems.at(0);
      }
      expect(problem?.field === field.name ? problem.sentence : "", `${kind}.${field.name} = ${value}`).toBe("");
    }
  }
  expect(refused).toBeGreaterThan(10);
});
