import fc from "fast-check";
import { expect, test } from "vitest";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { duplicateItems, insertItems, nudgeItem, removeItems } from "../../models/document/edit/rearrange.ts";
import { pointersOf } from "../../models/document/edit/places.ts";
import type { Item } from "../../models/document/types.ts";
import { presetById } from "../../models/presets/index.ts";
import { fittingBaseline } from "./baselines.ts";
import { BLANK_DOCUMENT } from "./blank.ts";
import { candidateExperiment } from "./candidate-experiment.ts";
import { apply, createBuildStore, loadPreset, travel } from "./build-store.ts";

function memory(text: string | null = null) {
  let kept = text;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
}

const LAYER: Item = { kind: "residual", norm: { kind: "norm" }, body: [{ kind: "mamba" }] };

test("fifty edits are undone and redone, and undoing after doing changes nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat()), { minLength: 60, maxLength: 60 }), (commands) => {
      const store = createBuildStore(memory());
      const seen = [store.getState().document];
      for (const [command, at] of commands) {
        const { document } = store.getState();
        const pointers = pointersOf(document);
        const pointer = pointers[at % pointers.length];
        const made = apply(
          store,
          [
            () => insertItems(document, { slot: ["trunk"], index: 1 }, [LAYER], CATALOGUE),
            () => duplicateItems(document, [pointer], CATALOGUE),
            () => nudgeItem(document, pointer, at % 2 === 0 ? 1 : -1, CATALOGUE),
            () => (seen.length % 5 === 0 ? removeItems(document, [pointer], CATALOGUE) : { refusal: "Later." }),
          ][command](),
        );
        if (made) seen.push(store.getState().document);
        else expect(store.getState().notice?.isProblem).toBe(true);
      }
      for (const document of seen.slice(0, -1).reverse()) {
        travel(store, "undo");
        expect(store.getState().document).toBe(document);
      }
      for (const document of seen.slice(1)) {
        travel(store, "redo");
        expect(store.getState().document).toBe(document);
      }
    }),
    { numRuns: 5, seed: 3 },
  );
}, 60_000);

test("choosing a block is no edit", () => {
  const store = createBuildStore(memory());
  store.setState({ selection: [["trunk", 0]] });
  expect(store.temporal.getState().pastStates).toHaveLength(0);
});

test("a draft outlives its page", () => {
  const storage = memory();
  const store = createBuildStore(storage);
  loadPreset(store, "3pt-nano");
  apply(store, insertItems(store.getState().document, { slot: ["trunk"], index: 2 }, [LAYER], CATALOGUE));
  const next = createBuildStore(storage).getState();
  expect(next.document).toEqual(store.getState().document);
  expect(next.preset).toBe("3pt-nano");
});

test("a damaged draft is replaced with a word", () => {
  for (const text of ["{", '{"document":{}}', "null"]) {
    const { document, notice } = createBuildStore(memory(text)).getState();
    expect(document).toBe(BLANK_DOCUMENT);
    expect(notice?.sentence).toMatch(/could not be read/);
  }
});

test("a baseline answers the document's task, also behind undo", () => {
  const store = createBuildStore(memory());
  loadPreset(store, "3pt-nano");
  apply(store, insertItems(store.getState().document, { slot: ["trunk"], index: 2 }, [LAYER], CATALOGUE));
  store.setState({ baseline: "lm-pico" });
  loadPreset(store, "poolformer-mini");
  expect(store.getState().baseline).toBe("vit-810k");
  travel(store, "undo");
  expect(store.getState()).toMatchObject({ baseline: "lm-nano", preset: "3pt-nano" });
  expect(store.temporal.getState().pastStates).toHaveLength(1);
});

test("a preset that is loaded before anything was edited leaves nothing to undo, edits do", () => {
  const storage = memory();
  const store = createBuildStore(storage);
  loadPreset(store, "3pt-nano");
  expect(store.temporal.getState().pastStates).toHaveLength(0);
  // A page that is opened again reads the same document from its text.
  const next = createBuildStore(storage);
  loadPreset(next, "lm-nano");
  expect(next.temporal.getState().pastStates).toHaveLength(0);
  apply(next, insertItems(next.getState().document, { slot: ["trunk"], index: 2 }, [LAYER], CATALOGUE));
  loadPreset(next, "3pt-nano");
  travel(next, "undo");
  expect(next.getState().preset).toBe("lm-nano");
  travel(next, "undo");
  expect(next.getState().document).toBe(presetById("lm-nano").document);
});

test.each([
  ["3pt-nano", "state-of-the-union"],
  ["poolformer-mini", "shapes-32"],
  ["itransformer-mini", "correlated-series"],
  ["lmuformer-mini", "keyword"],
])("%s trains against its baseline on data that it can read", (preset, data) => {
  const { document } = presetById(preset);
  const experiment = candidateExperiment(document, fittingBaseline(document), undefined);
  expect(experiment.data.id).toBe(data);
  expect(experiment.samples === undefined).toBe(document.task.kind !== "next-token");
});
