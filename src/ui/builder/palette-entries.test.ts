import { expect, test } from "vitest";
import { BLOCKS, CATALOGUE } from "../../models/blocks/index.ts";
import { setKnobs } from "../../models/document/edit/fields.ts";
import { isRefused } from "../../models/document/edit/outcome.ts";
import { insertItems } from "../../models/document/edit/rearrange.ts";
import { presetById } from "../../models/presets/index.ts";
import { BLANK_DOCUMENT } from "./blank.ts";
import { placeAfter } from "./insertion.ts";
import { findEntries, itemsToInsert, PALETTE } from "./palette-entries.ts";
import { snapToLegal } from "./snap-knob.ts";

test("every block is offered once, with a sentence; each mixer fits an empty canvas or says why not", () => {
  expect(new Set(PALETTE.map(({ id }) => id)).size).toBe(PALETTE.length);
  for (const { kind } of BLOCKS) expect(PALETTE.map(({ id }) => id)).toContain(kind);
  for (const entry of PALETTE) {
    expect(entry.help).toMatch(/\.$/);
    const items = itemsToInsert(entry, true);
    const outcome = insertItems(BLANK_DOCUMENT, placeAfter(BLANK_DOCUMENT, [], items), items, CATALOGUE);
    if (isRefused(outcome)) expect(outcome.refusal).toMatch(/[.?]$/);
  }
});

test("search finds by name, kind and citation, names first", () => {
  expect(findEntries("SQA")[0].title).toBe("SQA");
  expect(findEntries("3pt layer")[0].title).toMatch(/3PT layer/);
  expect(findEntries("Gu and Dao").map(({ id }) => id)).toContain("mamba");
  expect(findEntries("no block says this")).toEqual([]);
});

test("a residual is put beside the residual that is chosen, not into it", () => {
  const { document } = presetById("lm-nano");
  const inside = ["trunk", 1, "body", 0, "body", 0];
  expect(placeAfter(document, [inside], [{ kind: "residual", body: [{ kind: "mamba" }] }])).toEqual({
    slot: ["trunk", 1, "body"],
    index: 1,
  });
  expect(placeAfter(document, [inside], [{ kind: "norm" }])).toEqual({ slot: inside.slice(0, -1), index: 1 });
});

test("a number that is not legal goes on to the next that is, in the direction of the change", () => {
  const { document } = presetById("lm-nano");
  const edited = (width: number) => setKnobs(document, ["trunk", 0], { width }, CATALOGUE);
  const up = snapToLegal(edited, { wanted: 97, before: 96 });
  expect(up.note).toMatch(/^108 is the next legal value/);
  const down = snapToLegal(edited, { wanted: 95, before: 96 });
  expect(down.note).toMatch(/^84 is the next legal value/);
});
