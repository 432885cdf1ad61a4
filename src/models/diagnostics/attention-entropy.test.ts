import { expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { interpret } from "../../engine/graph/interpret.ts";
import { attention } from "../../kernels-wgsl/attention/kernel.ts";
import { normalAt } from "../../lib/threefry.ts";
import { addAttentionEntropies, entropyOutputs } from "./attention-entropy.ts";

const [BATCH, LENGTH, HEADS, KV_HEADS, WIDTH, VALUE_WIDTH] = [2, 5, 4, 2, 3, 2];
const SCALE = 0.7;
const SHAPE = { queryHeads: HEADS, kvHeads: KV_HEADS, headWidth: WIDTH, valueWidth: VALUE_WIDTH };
const PLAIN = { ...SHAPE, scale: SCALE, queryOffset: 0, hasKeyMask: false };
const [Q, K, V] = [HEADS * WIDTH, KV_HEADS * WIDTH, KV_HEADS * VALUE_WIDTH];

const rows = Float64Array.from({ length: BATCH * LENGTH * (Q + K + V) }, (_, i) => 2 * normalAt(5, 0, i));
const piece = (start: number, width: number): Float64Array =>
  Float64Array.from({ length: BATCH * LENGTH * width }, (_, i) => {
    return rows[Math.floor(i / width) * (Q + K + V) + start + (i % width)];
  });

/** Mean of -sum p log p of each head, written out. */
function expected(sees: (query: number, key: number) => boolean): number[] {
  const [q, k] = [piece(0, Q), piece(Q, K)];
  return Array.from({ length: HEADS }, (_, head) => {
    let total = 0;
    for (let row = 0; row < BATCH * LENGTH; row++) {
      const [batch, query] = [Math.floor(row / LENGTH), row % LENGTH];
      const keys = Array.from({ length: LENGTH }, (_, key) => key).filter((key) => sees(query, key));
      const scores = keys.map((key) => {
        let score = 0;
        for (let c = 0; c < WIDTH; c++) {
          const kvHead = Math.floor(head / (HEADS / KV_HEADS));
          score += q[row * Q + head * WIDTH + c] * k[(batch * LENGTH + key) * K + kvHead * WIDTH + c];
        }
        return Math.exp(SCALE * score);
      });
      const sum = scores.reduce((a, b) => a + b, 0);
      total -= scores.reduce((entropy, score) => entropy + (score / sum) * Math.log(score / sum), 0);
    }
    return total / (BATCH * LENGTH);
  });
}

const CASES = [
  { name: "causal", isCausal: true, window: null, sees: (query: number, key: number) => key <= query },
  { name: "of all", isCausal: false, window: null, sees: () => true },
  { name: "in a window", isCausal: true, window: 2, sees: (i: number, j: number) => j <= i && i - j < 2 },
];

test.each(CASES)("entropies of attention that is $name, packed or not", ({ isCausal, window, sees }) => {
  const graph = new Graph();
  const packed = graph.input("packed", { shape: [BATCH, LENGTH, Q + K + V], dtype: "f32" });
  const pieces = [
    { name: "q", start: 0, width: Q },
    { name: "k", start: Q, width: K },
    { name: "v", start: Q + K, width: V },
  ].map(({ name, start, width }) => ({
    tensor: graph.input(name, { shape: [BATCH, LENGTH, width], dtype: "f32" }),
    values: piece(start, width),
  }));
  graph.scoped("one", () => graph.apply(attention, [packed], { ...PLAIN, isCausal, window, isPacked: true }));
  const three = pieces.map(({ tensor }) => tensor);
  graph.scoped("two", () => graph.apply(attention, three, { ...PLAIN, isCausal, window, isPacked: false }));
  addAttentionEntropies(graph);
  const values = new Map([[packed.id, rows], ...pieces.map(({ tensor, values }) => [tensor.id, values] as const)]);
  interpret(graph, graph.nodes, values);
  expect(entropyOutputs(graph).map(({ place }) => place)).toEqual(["one", "two"]);
  const want = expected(sees);
  for (const { output } of entropyOutputs(graph)) {
    const found = values.get(graph.outputs.get(output)!.id)!;
    want.forEach((entropy, head) => expect(found[head]).toBeCloseTo(entropy, 12));
  }
});
