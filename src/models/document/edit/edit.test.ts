import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCKS, CATALOGUE } from "../../blocks/index.ts";
import { PRESETS, presetById } from "../../presets/index.ts";
import { canonicalText } from "../canonical.ts";
import { CONTAINER_KINDS } from "../schema.ts";
import type { ArchitectureDocument, Item } from "../types.ts";
import { checkDocument } from "../validate.ts";
import { copyText, pasteText } from "./clipboard.ts";
import { renameSlug, setField, setKnobs, setTaskKnobs } from "./fields.ts";
import { insertionPlaces, insertionPoints } from "./insertion-points.ts";
import { isRefused, type Edited, type EditOutcome } from "./outcome.ts";
import { itemAt, pointersOf } from "./places.ts";
import { duplicateItems, insertItems, moveItems, nudgeItem, removeItems } from "./rearrange.ts";
import { unwrapItem, wrapItems } from "./wrapping.ts";

const NANO = presetById("lm-nano").document;
const LAYER = ["trunk", 1] as const;
const ATTENTION = [...LAYER, "body", 0, "body", 0] as const;

function done(outcome: EditOutcome): Edited {
  if (isRefused(outcome)) throw new Error(outcome.refusal);
  return outcome;
}

function refusal(outcome: EditOutcome): string {
  if (!isRefused(outcome)) throw new Error("the edit was made");
  return outcome.refusal;
}

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

const MAMBA: Item = { kind: "residual", norm: { kind: "norm" }, body: [{ kind: "mamba" }] };

describe("editing a document", () => {
  test("a block that is put in takes a free slug and leaves the others theirs", () => {
    const { document, selection } = done(
      insertItems(NANO, { slot: [...LAYER, "body"], index: 0 }, [itemAt(NANO, [...LAYER, "body", 0])!], CATALOGUE),
    );
    expect(selection).toEqual([[...LAYER, "body", 0]]);
    expect(itemAt(document, [...LAYER, "body", 0, "body", 0])).toMatchObject({ slug: "attn-2" });
    expect(itemAt(document, [...LAYER, "body", 1, "body", 0])).not.toHaveProperty("slug");
  });

  test("removing the only block of a residual takes the residual with it", () => {
    const { document } = done(removeItems(NANO, [ATTENTION], CATALOGUE));
    expect(itemAt(document, [...LAYER, "body", 0, "body", 0])).toMatchObject({ kind: "feed-forward" });
  });

  test("removing what others need is refused with their sentence", () => {
    expect(refusal(removeItems(NANO, [["trunk", 0]], CATALOGUE))).toMatch(/reads ids/);
  });

  test("a container cannot be moved into itself", () => {
    const place = { slot: [...LAYER, "body", 0, "body"], index: 0 };
    expect(refusal(moveItems(NANO, [LAYER], place, CATALOGUE))).toMatch(/into itself/);
  });

  test("moving down and up again gives the document back", () => {
    const down = done(nudgeItem(NANO, [...LAYER, "body", 0], 1, CATALOGUE));
    const up = done(nudgeItem(down.document, down.selection[0], -1, CATALOGUE));
    expect(canonicalText(up.document, CATALOGUE)).toBe(canonicalText(NANO, CATALOGUE));
  });

  test("wrapping and unwrapping gives the document back", () => {
    for (const kind of ["sequence", "stage"] as const) {
      const wrapped = done(
        wrapItems(
          NANO,
          [
            [...LAYER, "body", 0],
            [...LAYER, "body", 1],
          ],
          kind,
          CATALOGUE,
        ),
      );
      const { document } = done(unwrapItem(wrapped.document, wrapped.selection[0], CATALOGUE));
      expect(canonicalText(document, CATALOGUE)).toBe(canonicalText(NANO, CATALOGUE));
    }
  });

  test("an illegal knob says what is legal and offers the nearest", () => {
    const outcome = setKnobs(NANO, ["trunk", 0], { width: 100 }, CATALOGUE);
    expect(refusal(outcome)).toMatch(/heads/);
    expect(setKnobs(NANO, ATTENTION, { heads: 0 }, CATALOGUE)).toMatchObject({ suggestion: 1 });
  });

  test("ties follow a renamed node", () => {
    const tied = PRESETS.find(({ document }) => JSON.stringify(document).includes('"tie":{"weight":"embed.weight"}'))!;
    const { document } = done(renameSlug(tied.document, ["trunk", 0], "table", CATALOGUE));
    expect(JSON.stringify(document)).toContain('"tie":{"weight":"table.weight"}');
  });

  test("copied blocks are pasted as text, and other text is refused", () => {
    const text = copyText(NANO, [[...LAYER, "body", 0]]);
    const place = { slot: ["trunk"], index: 1 };
    const { document } = done(pasteText(NANO, place, text, CATALOGUE));
    expect(itemAt(document, ["trunk", 1])).toMatchObject({ kind: "residual" });
    expect(refusal(pasteText(NANO, place, "to be or not to be", CATALOGUE))).toMatch(/no blocks/);
    expect(refusal(pasteText(NANO, place, '{"kind":"perpetuum"}', CATALOGUE))).toMatch(/perpetuum/);
  });

  test("every place is enumerated, and an illegal one says why", () => {
    const points = insertionPoints(NANO, [MAMBA], CATALOGUE);
    expect(points).toHaveLength(insertionPlaces(NANO).length);
    expect(points[0].refusal).toMatch(/ids/);
    expect(points.filter((point) => point.refusal === undefined).length).toBeGreaterThan(5);
  });
});

const ITEMS: readonly Item[] = [
  ...BLOCKS.map(({ kind }): Item => ({ kind })),
  MAMBA,
  { kind: "repeat", times: 2, body: [MAMBA] },
  { kind: "parallel", join: "sum", branches: [{ body: [{ kind: "norm" }] }, { body: [{ kind: "attention" }] }] },
];

const step = fc.record({ command: fc.nat(11), at: fc.nat(), to: fc.nat(), value: fc.nat() });
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function perform(document: ArchitectureDocument, { command, at, to, value }: Step): EditOutcome {
  const pointers = pointersOf(document);
  const places = insertionPlaces(document);
  const pointer = pointers[at % pointers.length];
  const other = pointers[to % pointers.length];
  const place = places[to % places.length];
  const knob = { [["width", "heads", "hidden", "times", "groups"][value % 5]]: [1, 2, 3, 48, "many"][to % 5] };
  const commands: readonly (() => EditOutcome)[] = [
    () => insertItems(document, place, [ITEMS[value % ITEMS.length]], CATALOGUE),
    () => insertItems(document, place, [ITEMS[at % ITEMS.length], ITEMS[value % ITEMS.length]], CATALOGUE),
    () => removeItems(document, [pointer, other], CATALOGUE),
    () => moveItems(document, [pointer, other], place, CATALOGUE),
    () => nudgeItem(document, pointer, value % 2 === 0 ? 1 : -1, CATALOGUE),
    () => duplicateItems(document, [pointer], CATALOGUE),
    () => wrapItems(document, [pointer], CONTAINER_KINDS[value % CONTAINER_KINDS.length], CATALOGUE),
    () => unwrapItem(document, pointer, CATALOGUE),
    () => setKnobs(document, pointer, knob, CATALOGUE),
    () => setField(document, pointer, value % 2 === 0 ? "times" : "norm", (to % 5) - 1, CATALOGUE),
    () => renameSlug(document, pointer, ["block", "x", "No slug", undefined][value % 4], CATALOGUE),
    () =>
      value % 2 === 0
        ? pasteText(document, place, copyText(document, [pointer]), CATALOGUE)
        : setTaskKnobs(document, { vocabulary: to % 300 }, CATALOGUE),
  ];
  return commands[command]();
}

test("any sequence of commands keeps the document valid, selects what is there, or says why not", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PRESETS.slice(0, 60)), fc.array(step, { maxLength: 12 }), (preset, steps) => {
      let document = frozen(preset.document);
      for (const next of steps) {
        const outcome = perform(document, next);
        if (isRefused(outcome)) {
          expect(outcome.refusal).toMatch(/[.?)]$/);
          continue;
        }
        // Frozen: whoever keeps the document before this one can go back to it.
        document = frozen(outcome.document);
        expect(checkDocument(document, CATALOGUE).problems).toEqual([]);
        for (const pointer of outcome.selection) expect(itemAt(document, pointer)).toBeDefined();
      }
    }),
    { numRuns: 60, seed: 15 },
  );
}, 30_000);
