import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { decoder, MICRO, NANO, PICO } from "../presets/language-models.ts";
import { threePhase } from "../presets/three-phase.ts";
import { diffDocuments } from "./diff.ts";
import type { Item, RepeatItem } from "./types.ts";

const nano = decoder("lm-nano", NANO);

describe("what differs between two documents", () => {
  test("nothing, when they mean the same", () => {
    expect(diffDocuments(nano, { ...structuredClone(nano), name: "other" }, CATALOGUE)).toEqual([]);
  });

  test("a Three-Phase Transformer and its baseline: two blocks and the norms", () => {
    const changes = diffDocuments(nano, threePhase("3pt", NANO), CATALOGUE);
    expect(changes.map((change) => [change.change, change.node, change.field, change.before, change.after])).toEqual([
      ["added", "horn", undefined, undefined, undefined],
      ["added", "layers.rotate", undefined, undefined, undefined],
      ["changed", "layers.attn-norm", "groups", 1, 3],
      ["changed", "layers.ffn-norm", "groups", 1, 3],
      ["changed", "logits.norm", "groups", 1, 3],
    ]);
    expect(diffDocuments(threePhase("3pt", NANO), nano, CATALOGUE).map((change) => change.change)).toEqual([
      "removed",
      "removed",
      "changed",
      "changed",
      "changed",
    ]);
  });

  test("knobs with both values, defaults included", () => {
    const changes = diffDocuments(decoder("a", PICO), decoder("b", MICRO), CATALOGUE);
    expect(changes.map((change) => [change.node, change.field, change.before, change.after])).toEqual([
      ["", "vocabulary", 256, 2048],
      ["embed", "width", 48, 96],
      ["layers", "times", 2, 4],
      ["layers.ffn", "hidden", 128, 256],
    ]);
  });

  test("a changed order is a move of the fewest nodes", () => {
    const repeat = nano.trunk[1] as RepeatItem;
    const swapped: Item = { ...repeat, body: [...repeat.body].reverse() };
    const changes = diffDocuments(nano, { ...nano, trunk: [nano.trunk[0], swapped] }, CATALOGUE);
    expect(changes.every((change) => change.change === "moved")).toBe(true);
    expect(changes).toHaveLength(3);
  });
});
