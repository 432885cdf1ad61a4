import { expect, test } from "vitest";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { insertionPlaces } from "../../models/document/edit/insertion-points.ts";
import { outlineOf } from "../../models/document/outline.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { PRESETS, presetById } from "../../models/presets/index.ts";
import { BLANK_DOCUMENT } from "./blank.ts";
import { canvasPlan } from "./canvas-rows.ts";
import { layoutCanvas, nearestGap } from "./layout.ts";

test("every node has its line and every place but the very first its gap", () => {
  for (const { document } of PRESETS.filter((_, index) => index % 4 === 0)) {
    const { rows, links } = canvasPlan(document, () => false);
    const nodes = outlineOf(document, CATALOGUE).nodes;
    expect(rows.filter(({ role }) => role === "block" || role === "open")).toHaveLength(nodes.length);
    const places = links.flatMap(({ place }) => (place === undefined ? [] : [JSON.stringify(place)]));
    expect(new Set(places).size).toBe(places.length);
    // Nothing runs into the first block, and nothing out of a head's last.
    const missing = insertionPlaces(document).filter((place) => !places.includes(JSON.stringify(place)));
    for (const { slot, index } of missing) expect(slot[0] === "heads" || index === 0 || slot.length > 1).toBe(true);
  }
}, 30_000);

test("a folded repeat is one line with the shape of what leaves it, and keeps the places around it", () => {
  const { document } = presetById("3pt-nano");
  const { rows, links } = canvasPlan(document, () => true);
  const folded = rows.filter(({ role }) => role === "folded");
  expect(folded.map(({ address, shape }) => `${address} ${shape}`)).toEqual(["layers [T, 96]"]);
  expect(rows.some(({ address }) => address.startsWith("layers."))).toBe(false);
  const places = links.flatMap(({ place }) => place ?? []);
  expect(places.filter(({ slot }) => slot[0] === "trunk")).toHaveLength(document.trunk.length);
  expect(layoutCanvas({ rows, links }).brackets).toEqual([]);
});

test("every link carries a shape", () => {
  const { links } = canvasPlan(presetById("3pt-nano").document, () => false);
  for (const { shape } of links) expect(shape).toMatch(/^\[T, \d+\]$/);
});

test("the gap under the pointer is the one that is drawn there", () => {
  const { gaps } = layoutCanvas(canvasPlan(BLANK_DOCUMENT, () => false));
  for (const gap of gaps) expect(nearestGap(gaps, { x: gap.x + 50, y: gap.y + 3 })).toBe(gap);
  expect(nearestGap(gaps, { x: 5_000, y: 0 })).toBeUndefined();
});

test("branches stand side by side", () => {
  const document: ArchitectureDocument = {
    ...BLANK_DOCUMENT,
    trunk: [
      { kind: "token-embedding" },
      {
        kind: "parallel",
        join: "sum",
        branches: [{ body: [{ kind: "norm", slug: "a" }] }, { body: [{ kind: "norm", slug: "b" }] }],
      },
    ],
  };
  const { rows } = layoutCanvas(canvasPlan(document, () => false));
  const [a, b] = rows.filter(({ row }) => row.address === "a" || row.address === "b");
  expect(a.y).toBe(b.y);
  expect(Math.abs(a.x - b.x)).toBeGreaterThan(300);
});
