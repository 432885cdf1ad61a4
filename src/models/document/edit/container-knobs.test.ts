import { expect, test } from "vitest";
import { CATALOGUE } from "../../blocks/index.ts";
import { presetById } from "../../presets/index.ts";
import { knobFields } from "../knobs.ts";
import type { JsonValue } from "../schema.ts";
import { isContainer, type ContainerItem } from "../types.ts";
import { containerKnobs, containerValues, setContainerKnob } from "./container-knobs.ts";
import { itemAt } from "./places.ts";

const { document: DOCUMENT } = presetById("lm-nano");
const REPEAT = ["trunk", 1];
const RESIDUAL = ["trunk", 1, "body", 0];

function containerAt(document: typeof DOCUMENT, pointer: readonly (string | number)[]): ContainerItem {
  const item = itemAt(document, pointer);
  if (item === undefined || !isContainer(item)) throw new Error(`no container at ${pointer.join("/")}`);
  return item;
}

function withKnob(document: typeof DOCUMENT, pointer: readonly (string | number)[], name: string, value: JsonValue) {
  const outcome = setContainerKnob(document, pointer, { name, value }, CATALOGUE);
  if ("refusal" in outcome) throw new Error(outcome.refusal);
  return outcome.document;
}

test("a residual's factors become learned and fixed again; the default leaves the document", () => {
  const learned = withKnob(DOCUMENT, RESIDUAL, "scaleKind", "learned, one per channel");
  const small = withKnob(learned, RESIDUAL, "scale", 0.1);
  expect(containerAt(small, RESIDUAL)).toMatchObject({ scale: { learned: "channel", initial: 0.1 } });
  const fixed = withKnob(small, RESIDUAL, "scaleKind", "fixed");
  expect(containerAt(fixed, RESIDUAL)).toMatchObject({ scale: 0.1 });
  expect(withKnob(fixed, RESIDUAL, "scale", 1)).toEqual(DOCUMENT);
});

test("every knob of every container is set to what it is without a change", () => {
  for (const pointer of [REPEAT, RESIDUAL]) {
    const item = containerAt(DOCUMENT, pointer);
    const values = containerValues(item);
    const fields = knobFields(containerKnobs(item.kind)).filter(({ name }) => name !== "norm");
    expect(fields.length).toBeGreaterThan(2);
    for (const { name } of fields) expect(withKnob(DOCUMENT, pointer, name, values[name]), name).toEqual(DOCUMENT);
  }
});

test("a norm that was switched off comes back as the preset has it", () => {
  const residual = containerAt(DOCUMENT, RESIDUAL);
  const bare = withKnob(DOCUMENT, RESIDUAL, "norm", false);
  expect(containerValues(containerAt(bare, RESIDUAL)).norm).toBe(false);
  const norm = residual.kind === "residual" ? residual.norm : undefined;
  const back = setContainerKnob(bare, RESIDUAL, { name: "norm", value: true }, CATALOGUE, norm);
  expect("document" in back && containerAt(back.document, RESIDUAL)).toEqual(residual);
});

test("a repeat's passes are bounded by the document's own limits, in a sentence", () => {
  const outcome = setContainerKnob(DOCUMENT, REPEAT, { name: "times", value: 0 }, CATALOGUE);
  expect("refusal" in outcome && outcome.refusal).toMatch(/\.$/);
});
