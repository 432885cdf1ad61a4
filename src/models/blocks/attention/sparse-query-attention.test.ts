import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { Graph } from "../../../engine/graph/graph.ts";
import { planProgram } from "../../../engine/plan/plan.ts";
import { PORTABLE_TRAITS } from "../../../kernels-wgsl/index.ts";
import { flopsOf } from "../../../lib/counters.ts";
import { blockRun, type BlockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { float64Run } from "../../build/float64-run.ts";
import { languageModel } from "../../build/language-model.ts";
import { randomIds } from "../../build/random-ids.ts";
import { float64Decode } from "../../decode/float64-decode.ts";
import { readDocument } from "../../document/validate.ts";
import { decoderOf } from "../../presets/gelu-decoders.ts";
import { block } from "../../presets/preset.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";

const WIDTH = 16;
const HEADS = 4;
const HEAD_WIDTH = WIDTH / HEADS;
const X = { shape: [1, 5, WIDTH], values: randomValues(5 * WIDTH, 3) };

const run = (knobs: KnobsGiven<"attention">, weights?: (name: string) => Float64Array | undefined): BlockRun =>
  blockRun("attention", { heads: HEADS, ...knobs }, X, weights === undefined ? {} : { weights });

const packed = (result: BlockRun): Float64Array => result.parameters.get("wq") ?? new Float64Array();
/** Rows of one head of the packed projections q | k | v. */
const headRows = (weights: Float64Array, head: number): Float64Array =>
  weights.subarray(head * HEAD_WIDTH * WIDTH, (head + 1) * HEAD_WIDTH * WIDTH);

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

/** Causal multi-head attention written out, without positions. */
function referenceMha(result: BlockRun): Float64Array {
  const weights = packed(result);
  const wo = result.parameters.get("wo") ?? new Float64Array();
  const project = (head: number, t: number): number[] =>
    Array.from({ length: HEAD_WIDTH }, (_, c) =>
      headRows(weights, head)
        .subarray(c * WIDTH, (c + 1) * WIDTH)
        .reduce((sum, w, i) => sum + w * X.values[t * WIDTH + i], 0),
    );
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
  const y = new Float64Array(5 * WIDTH);
  for (let t = 0; t < 5; t++) {
    const gathered = Array.from({ length: HEADS }, (_, h) => {
      const scores = Array.from({ length: t + 1 }, (__, u) =>
        Math.exp(dot(project(h, t), project(HEADS + h, u)) / Math.sqrt(HEAD_WIDTH)),
      );
      const total = scores.reduce((sum, score) => sum + score, 0);
      const values = scores.map((_, u) => project(2 * HEADS + h, u));
      return Array.from({ length: HEAD_WIDTH }, (__, c) =>
        scores.reduce((sum, score, u) => sum + (score / total) * values[u][c], 0),
      );
    }).flat();
    for (let c = 0; c < WIDTH; c++) y[t * WIDTH + c] = dot([...wo.subarray(c * WIDTH, (c + 1) * WIDTH)], gathered);
  }
  return y;
}

describe("sparse query attention", () => {
  test("Hq = H, Hkv = H equals reference MHA", () => {
    const mha = run({ position: "none" });
    const reference = referenceMha(mha);
    mha.y.forEach((value, i) => expect(value).toBeCloseTo(reference[i], 12));
  });

  test("GQA equals MHA with tied KV: duplicating key/value heads changes nothing", () => {
    const grouped = run({ kvHeads: 2 });
    const own = packed(grouped);
    const order = [0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7];
    const tied = joined(order.map((head) => headRows(own, head)));
    const whole = run({}, (name) => (name === "wq" ? tied : grouped.parameters.get(name)));
    whole.y.forEach((value, i) => expect(value).toBeCloseTo(grouped.y[i], 12));
  });

  test("sSQA equals MHA with H/2 heads of the same width", () => {
    const sparse = run({ queryHeads: 2, kvHeads: 2 });
    const half = run({ heads: 2, headWidth: HEAD_WIDTH });
    expect(sparse.y).toEqual(half.y);
  });

  test("causal: changing token t + 1 leaves outputs up to t unchanged", () => {
    const changed = X.values.map((value, i) => (i >= 3 * WIDTH && i < 4 * WIDTH ? value + 1 : value));
    const knobs = { heads: HEADS, queryHeads: 2, kvHeads: 1 };
    const [before, after] = [X.values, changed].map((values) => blockRun("attention", knobs, { ...X, values }).y);
    expect(after.subarray(0, 3 * WIDTH)).toEqual(before.subarray(0, 3 * WIDTH));
    expect(after[3 * WIDTH]).not.toBe(before[3 * WIDTH]);
  });

  test("finite differences: gradients of the packed projections and of the output matrix", () => {
    const knobs = { queryHeads: 2, kvHeads: 1 };
    const own = run(knobs);
    const step = 1e-5;
    for (const name of ["wq", "wo"]) {
      const at = own.parameters.get(name) ?? new Float64Array();
      for (const index of [0, 7, at.length - 1]) {
        const [above, below] = [step, -step].map((delta) => {
          const moved = Float64Array.from(at, (value, i) => (i === index ? value + delta : value));
          return run(knobs, (other) => (other === name ? moved : undefined)).y.reduce((sum, value) => sum + value, 0);
        });
        expect(own.gradients.get(name)?.[index], `${name} ${index}`).toBeCloseTo((above - below) / (2 * step), 7);
      }
    }
  });

  test("finite differences: gradient of the input", () => {
    const knobs = { heads: HEADS, queryHeads: 2, kvHeads: 1 };
    const { gradients } = blockRun("attention", knobs, X);
    for (const index of [0, 17, X.values.length - 1]) {
      const [above, below] = [1e-5, -1e-5].map((delta) => {
        const values = X.values.map((value, i) => (i === index ? value + delta : value));
        return blockRun("attention", knobs, { ...X, values }).y.reduce((sum, value) => sum + value, 0);
      });
      expect(gradients.get("x")?.[index], `x ${index}`).toBeCloseTo((above - below) / 2e-5, 7);
    }
  });

  test.each([
    ["MHA", 4, 4],
    ["MQA", 4, 1],
    ["SQA", 2, 1],
    ["sSQA", 2, 2],
  ])("decode == prefill: %s with %i query and %i key/value heads", (_, queryHeads, kvHeads) => {
    const mixer = block("attention", { heads: 4, queryHeads, kvHeads });
    const parts = { mixer, channelMixer: block("feed-forward", { hidden: 20 }) };
    const document = decoderOf("family", { vocabulary: 32, width: WIDTH, layers: 2 }, parts);
    const [ids] = randomIds(1, 8, 32);
    const { logits } = float64Run(document, [ids]);
    float64Decode(document, ids.slice(0, -1)).logits.forEach((value, i) => expect(value).toBeCloseTo(logits[i], 10));
  });

  test("more key/value heads than query heads are refused", () => {
    expect(() => run({ queryHeads: 2, kvHeads: 4 })).toThrow(
      "4 key/value heads are more than the 2 query heads; use at most 2.",
    );
  });

  const noteDecoder = (queryHeads: number, kvHeads: number) =>
    readDocument(
      decoderOf(
        "note",
        { vocabulary: 10_000, width: 256, layers: 8 },
        {
          mixer: block("attention", { heads: 16, queryHeads, kvHeads }),
          channelMixer: block("feed-forward", { hidden: 768 }),
        },
      ),
      CATALOGUE,
    );

  test.each([
    ["MHA", 16, 16, 11.94],
    ["GQA", 16, 4, 11.15],
    ["MQA", 16, 1, 10.96],
    ["SQA", 8, 4, 10.63],
    ["sSQA", 8, 8, 10.89],
    ["xSQA", 4, 4, 10.37],
    ["xSMQA", 4, 1, 10.17],
  ])("parameter table: %s, %i query and %i key/value heads, %f million", (_, queryHeads, kvHeads, millions) => {
    const { parameters } = costOf(noteDecoder(queryHeads, kvHeads), { batch: 1, sequenceLength: 4 });
    expect(parameters / 1e6).toBeCloseTo(millions, 2);
  });

  test("measured attention FLOP counter ratio is Hq / H", () => {
    const attentionFlops = (queryHeads: number): number => {
      const graph = new Graph();
      const model = languageModel(noteDecoder(queryHeads, 4), { isTraining: false });
      graph.output("features", model(graph, graph.input("ids", { shape: [1, 64], dtype: "u32" })).features);
      const { launches } = planProgram(graph, { traits: PORTABLE_TRAITS });
      const own = launches.filter(({ launch }) => launch.label.startsWith("attention_forward"));
      expect(own).toHaveLength(8);
      return own.reduce((sum, { launch }) => sum + flopsOf(launch.counters), 0);
    };
    const whole = attentionFlops(16);
    for (const queryHeads of [8, 4]) expect(attentionFlops(queryHeads) / whole).toBeCloseTo(queryHeads / 16, 12);
  });
});
