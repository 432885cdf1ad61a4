import { describe, expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { initialValues } from "../../engine/graph/parameter.ts";
import { layoutParameters } from "../../engine/plan/layout.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { float64Run } from "../../models/build/float64-run.ts";
import { languageModel } from "../../models/build/language-model.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { readDocument } from "../../models/document/validate.ts";
import { decoderOf } from "../../models/presets/gelu-decoders.ts";
import { block } from "../../models/presets/preset.ts";
import type { StateTensor } from "../state/state-hash.ts";
import { assertCarriesOver, carryOver } from "./carry-over.ts";

const SIZE = { vocabulary: 16, width: 8, layers: 2 };
const IDS = [[1, 5, 2, 9, 3, 3, 0]];

const growing = (grown: number, freezeOld = false): ArchitectureDocument =>
  decoderOf("growing", SIZE, {
    mixer: block("token-attention", { heads: 2 }),
    channelMixer: block("pattention", { tokens: 8, grown, freezeOld }),
  });

function layoutOf(document: ArchitectureDocument) {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [1, 6], dtype: "u32" });
  languageModel(readDocument(document, CATALOGUE), { isTraining: true })(graph, ids);
  return layoutParameters(graph);
}

/** A state in mid-training: no parameter at its initial value, no moment 0. */
function stateOf(document: ArchitectureDocument): StateTensor[] {
  const parts = layoutOf(document).parameters.flatMap(({ declaration }) => declaration.parts);
  return parts.flatMap((part): StateTensor[] => {
    const data = Float32Array.from(initialValues(part, 7), (value) => value + 0.01);
    const moment = (arena: string): StateTensor => ({
      kind: "moment",
      name: `${arena}/${part.name}`,
      shape: part.shape,
      data: data.map((value) => value * value),
    });
    return [{ kind: "parameter", name: part.name, shape: part.shape, data }, moment("moment1"), moment("moment2")];
  });
}

/** Loss of a document with the parameters of a state, in float64. */
function lossOf(document: ArchitectureDocument, state: readonly StateTensor[]): number {
  const values = new Map(state.flatMap(({ kind, name, data }) => (kind === "parameter" ? [[name, data]] : [])));
  const weights = new Map(
    layoutOf(document).parameters.map(({ declaration: { parts } }) => [
      parts[0].name,
      Float64Array.from(parts.flatMap(({ name }) => [...values.get(name)!])),
    ]),
  );
  return float64Run(document, IDS, { weights: (name) => weights.get(name) }).loss;
}

describe("carrying a state over", () => {
  test("to the same model changes nothing", () => {
    const state = stateOf(growing(4));
    const carried = carryOver(state, layoutOf(growing(4)), 1);
    const sorted = (tensors: readonly StateTensor[]) => [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(carried.tensors)).toEqual(sorted(state));
    expect(carried).toMatchObject({ grown: 0, fresh: 0, dropped: 0 });
  });

  test("growth equality: the loss at the boundary is that before it, at every stage", () => {
    let state: readonly StateTensor[] = stateOf(growing(0));
    const loss = lossOf(growing(0), state);
    for (const grown of [8, 24]) {
      const carried = carryOver(state, layoutOf(growing(grown)), 3);
      expect(carried).toMatchObject({ dropped: 0, [grown === 8 ? "fresh" : "grown"]: 2 * SIZE.layers });
      state = carried.tensors;
      expect(Math.abs(lossOf(growing(grown), state) - loss)).toBeLessThan(1e-14);
    }
    const added = (name: string) => state.find((tensor) => tensor.name === name)!.data;
    expect(added("layers.ffn.1.key_grown").every((value) => value === 0)).toBe(true);
    expect(added("layers.ffn.1.value_grown").every((value) => value !== 0)).toBe(true);
    expect(added("moment2/layers.ffn.1.value_grown").every((value) => value === 0)).toBe(true);
  });

  test("appended values do not depend on the steps in which they were appended", () => {
    const layout = layoutOf(growing(24));
    const small = stateOf(growing(0));
    const twice = carryOver(carryOver(small, layoutOf(growing(8)), 3).tensors, layout, 3);
    expect(twice.tensors).toEqual(carryOver(small, layout, 3).tensors);
  });

  test("freezing and thawing old tokens carries them by name", () => {
    const state = carryOver(stateOf(growing(0)), layoutOf(growing(8)), 3).tensors;
    const frozen = carryOver(state, layoutOf(growing(8, true)), 3);
    expect(frozen).toMatchObject({ fresh: 0, dropped: 0, grown: 0 });
    expect(lossOf(growing(8, true), frozen.tensors)).toBeCloseTo(lossOf(growing(8), state), 14);
  });

  test("a swapped block keeps what it shares by name and takes what it is told", () => {
    const mixed = (mixer: ReturnType<typeof block>): ArchitectureDocument => decoderOf("swap", SIZE, { mixer });
    const state = stateOf(mixed(block("attention", { heads: 2 })));
    const shared = mixed(block("minimal-attention", { heads: 2, valueOutput: "both" }));
    const carried = carryOver(state, layoutOf(shared), 1, { wq: "wk" });
    expect(carried).toMatchObject({ fresh: 0, dropped: SIZE.layers });
    const of = (tensors: readonly StateTensor[], name: string) => tensors.find((tensor) => tensor.name === name)!.data;
    expect(of(carried.tensors, "layers.attn.0.wq")).toEqual(of(state, "layers.attn.0.wk"));
    expect(of(carried.tensors, "layers.attn.0.wv")).toEqual(of(state, "layers.attn.0.wv"));
  });

  test("refuses a parameter that would lose rows or change its width", () => {
    const grown = stateOf(growing(8));
    expect(() => carryOver(grown, layoutOf(growing(4)), 1)).toThrow(
      /cannot take layers\.ffn\.0\.key_grown \[8, 8\] as layers\.ffn\.0\.key_grown \[4, 8\]: a parameter can only gain rows/,
    );
    const check = (from: number, to: number) => assertCarriesOver(layoutOf(growing(from)), layoutOf(growing(to)), {});
    expect(() => check(8, 4)).toThrow("can only gain rows");
    expect(() => check(4, 8)).not.toThrow();
  });
});
