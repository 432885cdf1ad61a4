import { describe, expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { linear } from "../build/layers.ts";
import { sequenceClassifier } from "../build/sequence-classifier.ts";
import { readDocument } from "../document/validate.ts";
import { presetById } from "./index.ts";
import { LONG_RANGE_ARENA } from "./long-range-arena.ts";

const read = (id: string) => readDocument(presetById(id).document, CATALOGUE);
const parametersOf = (id: string): number => costOf(read(id), { batch: 1, sequenceLength: 16 }).parameters;

/** Logits of rows in float64, from initial weights. */
function logitsOf(id: string, rows: readonly (readonly number[])[]): Float64Array {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [rows.length, rows[0].length], dtype: "u32" });
  const { features, headWeight, headBias } = sequenceClassifier(read(id), { isTraining: false })(graph, ids);
  const logits = linear(graph, features, headWeight, headBias ?? null);
  const values = initialParameters(graph, 1);
  values.set(ids.id, Float64Array.from(rows.flat()));
  interpret(graph, graph.nodes, values);
  return values.get(logits.root.id) ?? new Float64Array();
}

const FRAMES = ["lra-mini", "lra-listops", "lra-pairs"];

describe("the suite's rule", () => {
  test.each(FRAMES)("every arm of %s stays within 10 percent of the transformer's parameters", (frame) => {
    const base = parametersOf(frame);
    for (const { id } of LONG_RANGE_ARENA.filter((preset) => preset.id.startsWith(frame))) {
      expect(Math.abs(parametersOf(id) / base - 1), id).toBeLessThanOrEqual(0.1);
    }
  });

  test("parameters by hand", () => {
    const [d, m] = [64, 128];
    const layer = 2 * 2 * d + 4 * d * d + 2 * d * m + m + d;
    const head = (from: number, classes: number): number => from * m + m + m * classes + classes;
    expect(parametersOf("lra-mini")).toBe(256 * d + 2 * layer + 2 * d + head(d, 2));
    expect(parametersOf("lra-listops")).toBe(16 * d + 2 * layer + 2 * d + head(d, 10));
    expect(parametersOf("lra-pairs")).toBe(
      256 * d + 2 * layer + 2 * d + 4 * d * m + m + m * (m / 2) + m / 2 + (m / 2) * 2 + 2,
    );
  });
});

describe("reading a row", () => {
  const row = Array.from({ length: 32 }, (_, i) => (7 * i + 3) % 16);

  test.each(LONG_RANGE_ARENA.map(({ id }) => id))("%s answers once for each row, and every token matters", (id) => {
    const changed = row.map((token, i) => (i === 17 ? (token + 1) % 16 : token));
    const logits = logitsOf(id, [row, changed]);
    const classes = logits.length / 2;
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(classes).toBe(id.startsWith("lra-listops") ? 10 : 2);
    expect(logits.subarray(0, classes)).not.toEqual(logits.subarray(classes));
  });

  test("one encoder reads both parts, and their order tells on the answer", () => {
    const a = row.slice(0, 16);
    const b = a.map((token, i) => (i < 5 ? token : 15 - token));
    const checked = read("lra-pairs");
    const names = costOf(checked, { batch: 1, sequenceLength: 16 }).parameterList.map(({ name }) => name);
    expect(names.filter((name) => name.includes("second"))).toEqual([]);
    const swapped = logitsOf("lra-pairs", [
      [...a, ...b],
      [...b, ...a],
    ]);
    expect(swapped.subarray(0, 2)).not.toEqual(swapped.subarray(2));
  });

  test("a row that does not halve is refused", () => {
    expect(() => logitsOf("lra-pairs", [row.slice(1)])).toThrow("A row of 31 tokens cannot be read as 2 sequences");
  });
});
