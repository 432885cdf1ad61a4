import { expect, test } from "vitest";
import { CATALOGUE } from "../../blocks/index.ts";
import { presetById } from "../../presets/index.ts";
import { PRESETS } from "../../presets/index.ts";
import { outlineOf } from "../outline.ts";
import type { ArchitectureDocument } from "../types.ts";
import { itemAt } from "./places.ts";
import { placeKnobs, placeValue, setPlaceKnob } from "./place-knobs.ts";

const { document: DOCUMENT } = presetById("lm-nano");
const REPEAT = ["trunk", 1];
const RESIDUAL = ["trunk", 1, "body", 0];

function set(document: ArchitectureDocument, pointer: typeof REPEAT, name: "share" | "stream", value: string) {
  const outcome = setPlaceKnob(document, pointer, { name, value }, CATALOGUE);
  if ("refusal" in outcome) throw new Error(outcome.refusal);
  return outcome.document;
}

test("inside a repeat an item may share its weights otherwise; outside there is nothing to choose", () => {
  expect(placeKnobs(DOCUMENT, REPEAT)).toEqual([]);
  expect(placeKnobs(DOCUMENT, RESIDUAL).map(({ name }) => name)).toEqual(["share"]);
  expect(placeKnobs(DOCUMENT, [...RESIDUAL, "body", 0]).map(({ name }) => name)).toEqual(["share"]);
  const shared = set(DOCUMENT, RESIDUAL, "share", "one set for all passes");
  expect(itemAt(shared, RESIDUAL)!.share).toBe("one");
  expect(placeValue(itemAt(shared, RESIDUAL)!, "share")).toBe("one set for all passes");
  const [frame] = outlineOf(shared, CATALOGUE).nodes.find(({ address }) => address === "layers.attn")!.frames;
  expect(frame.sharing).toBe("one");
  expect(set(shared, RESIDUAL, "share", "as the repeat says")).toEqual(DOCUMENT);
});

test("a container of a document with several streams names one of them, and no other", () => {
  const many = PRESETS.find(({ document }) => (document.streams?.length ?? 0) > 1)!.document;
  const node = outlineOf(many, CATALOGUE).nodes.find(
    ({ pointer }) => placeKnobs(many, pointer).at(-1)?.name === "stream",
  )!;
  const field = placeKnobs(many, node.pointer).at(-1)!.field;
  expect(field.choices).toEqual([
    "as what is around it",
    "main",
    ...many.streams!.map(({ name }) => name).filter((name) => name !== "main"),
  ]);
  const value = placeValue(node.item, "stream");
  expect(set(many, node.pointer as typeof REPEAT, "stream", value)).toEqual(many);
  expect(setPlaceKnob(many, node.pointer, { name: "stream", value: "nowhere" }, CATALOGUE)).toHaveProperty("refusal");
});
