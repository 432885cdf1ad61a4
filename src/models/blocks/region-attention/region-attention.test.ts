import { describe, expect, test } from "vitest";
import { Graph } from "../../../engine/graph/graph.ts";
import { interpret } from "../../../engine/graph/interpret.ts";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { gatherByHeads } from "./gather.ts";
import { sinePositions } from "./sine-positions.ts";

const [QUERIES, PLACES, WIDTH] = [3, 5, 4];

/** What three queries gather of five places; logits say where each may look. */
function gathered(logits: readonly number[] | null, scale = 1): Float64Array {
  const graph = new Graph();
  const q = graph.input("q", f32(1, QUERIES, WIDTH));
  const kv = graph.input("kv", f32(1, PLACES, WIDTH));
  const mask = graph.input("mask", f32(1, QUERIES, PLACES));
  const y = gatherByHeads(graph, [q, kv, kv], { heads: 2, scale, logits: logits === null ? null : mask });
  const values = new Map([
    [q.id, randomValues(QUERIES * WIDTH, 1)],
    [kv.id, randomValues(PLACES * WIDTH, 2)],
    [mask.id, Float64Array.from(logits ?? [])],
  ]);
  interpret(graph, graph.nodes, values);
  return values.get(y.root.id) ?? new Float64Array();
}

describe("attention inside regions", () => {
  test("a query whose region is empty looks at all places, others at theirs alone", () => {
    const nowhere = [-1, -2, -1, -3, -1];
    const y = gathered([...nowhere, 0, 2, 0, 1, 0, -1, 4, -1, -1, -1]);
    const all = gathered(null);
    for (let c = 0; c < WIDTH; c++) {
      expect(y[c]).toBeCloseTo(all[c], 14);
      expect(y[WIDTH + c]).toBeCloseTo(all[WIDTH + c], 14);
      // One place is left: what it holds is all that there is.
      expect(y[2 * WIDTH + c]).toBeCloseTo(randomValues(PLACES * WIDTH, 2)[WIDTH + c], 14);
    }
  });

  test("a sharp softmax gathers the one place that is most alike", () => {
    const kv = randomValues(PLACES * WIDTH, 2);
    for (const value of gathered(null, 1e6)) expect(kv.some((one) => Math.abs(one - value) < 1e-9)).toBe(true);
  });

  test("sine positions tell every place apart, rows in one half and columns in the other", () => {
    const table = sinePositions(3, 4, 8);
    const at = (row: number, column: number) =>
      Array.from(table.subarray((row * 4 + column) * 8, (row * 4 + column + 1) * 8));
    expect(at(1, 0).slice(0, 4)).toEqual(at(1, 3).slice(0, 4));
    expect(at(0, 2).slice(4)).toEqual(at(2, 2).slice(4));
    expect(new Set(Array.from({ length: 12 }, (_, i) => at(Math.floor(i / 4), i % 4).join())).size).toBe(12);
  });
});
