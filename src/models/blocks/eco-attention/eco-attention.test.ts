import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { ecoHashReference } from "../../../kernels-wgsl/eco_hash/reference.ts";
import { rowNamed } from "../../../kernels-wgsl/elementwise/row.ts";
import { normalAt } from "../../../lib/threefry.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";
import { hashParts } from "./hash.ts";
import { hashFromQueries } from "./hash-from-queries.ts";
import { bitGradient, bitObjective, HASH_LEARNING, learnHash, similarityTargets } from "./learn-hash.ts";

const X = { shape: [2, 7, 12], values: randomValues(168, 1) };
const run = (knobs: KnobsGiven<"eco-attention">, values = X.values) =>
  blockRun("eco-attention", { heads: 3, anchors: 8, ...knobs }, { ...X, values });

const normals = (): (() => number) => {
  let index = 0;
  return () => normalAt(1, 7, index++);
};
/** Every so-many-th row. */
const pick = (count: number, n: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
/** Unit vectors around two opposite directions. */
const rows = Array.from({ length: 40 }, (_, i) => {
  const row = randomValues(6, i).map((value, c) => 0.4 * value + (c === 0 ? (i % 2 === 0 ? 1 : -1) : 0));
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
});

describe("eco attention", () => {
  test("parameters: 3 C² trained, H (b m + m + m dh) frozen", () => {
    const { declarations } = run({ bits: 5, anchors: 9 });
    const count = (isTrainable: boolean): number =>
      declarations
        .filter((one) => one.isTrainable === isTrainable && one.parts[0].name !== "x")
        .reduce((sum, { parts }) => sum + parts.reduce((part, { shape }) => part + shape[0] * shape[1], 0), 0);
    expect(count(true)).toBe(3 * 144);
    expect(count(false)).toBe(3 * (5 * 9 + 9 + 9 * 4));
  });

  test.each([true, false])(
    "linear form equals the explicit matrix of weights, w in [1, 2b + 1], w = 2b + 1 - 2 Hamming, causal %s",
    (causal) => {
      const attributes = { heads: 1, width: 12, bits: 6, anchors: 8 };
      const identity = Float64Array.from({ length: 144 }, (_, i) => Number(i % 13 === 0));
      const weights = (name: string) => (name.startsWith("w") ? identity : undefined);
      const knobs = { heads: 1, bits: 6, anchors: 8, position: "none", causal } as const;
      const { y, parameters } = blockRun("eco-attention", knobs, X, { weights });
      const u = ecoHashReference([X.values, parameters.get("directions") ?? new Float64Array()], attributes);
      for (let row = 0; row < 14; row++) {
        const first = row - (row % 7);
        let [total, sums] = [0, new Float64Array(12)];
        for (let j = first; j <= (causal ? row : first + 6); j++) {
          const hamming = [0, 1, 2, 3, 4, 5].filter((r) => u[row * 6 + r] >= 0 !== u[j * 6 + r] >= 0).length;
          const weight = 13 - 2 * hamming;
          expect(weight).toBeGreaterThanOrEqual(1);
          expect(weight).toBeLessThanOrEqual(13);
          total += weight;
          sums = sums.map((sum, c) => sum + weight * X.values[j * 12 + c]);
        }
        sums.forEach((sum, c) => expect(y[row * 12 + c]).toBeCloseTo(sum / total, 12));
      }
    },
  );

  test("dot == b - 2 Hamming", () => {
    const { evaluate } = rowNamed("sign_code");
    const codes = [1, 2].map((stream) => Array.from(randomValues(13, stream), (u) => evaluate([u], NaN)));
    const [a, b] = codes;
    const hamming = a.filter((bit, r) => bit !== b[r]).length;
    expect(a.reduce((sum, bit, r) => sum + bit * b[r], 0)).toBe(13 - 2 * hamming);
  });

  test("straight-through masks: no gradient reaches queries through bits beyond 1", () => {
    const incoming = randomValues(168, 2);
    const gradient = (scale: number): Float64Array | undefined => {
      const knobs = { heads: 3, anchors: 8, bits: 5 };
      const drawn = blockRun("eco-attention", knobs, X).parameters.get("directions") ?? new Float64Array();
      // Directions stand before means and anchors.
      const hash = drawn.map((value, i) => (i < 3 * 5 * 8 ? scale * value : value));
      const weights = (name: string) => (name === "directions" ? hash : undefined);
      return blockRun("eco-attention", knobs, X, { incoming, weights }).gradients.get("wq");
    };
    expect(gradient(1)?.some((value) => value !== 0)).toBe(true);
    expect(gradient(1e9)?.every((value) => value === 0)).toBe(true);
  });

  test("every knob changes what comes out", () => {
    const variants: KnobsGiven<"eco-attention">[] = [
      {},
      { heads: 2 },
      { bits: 8 },
      { anchors: 12 },
      { position: "none" },
      { ropeBase: 10 },
      { ropeFraction: 0.5 },
      { causal: false },
    ];
    const outputs = variants.map((knobs) => [...run(knobs).y.map((value) => Math.round(value * 1e9))].join());
    expect(new Set(outputs).size).toBe(variants.length);
  });

  test("does not look ahead; a gradient reaches the shared matrix, none the hash", () => {
    const later = X.values.map((value, i) => (i % 84 >= 72 ? -value : value));
    const [before, after] = [run({}), run({}, later)];
    expect(after.y.subarray(0, 72)).toEqual(before.y.subarray(0, 72));
    const { gradients } = blockRun("eco-attention", { heads: 3, anchors: 8 }, X, { incoming: randomValues(168, 2) });
    expect(gradients.get("wq")?.some((value) => value !== 0)).toBe(true);
    expect(gradients.get("directions")).toHaveLength(0);
  });

  test("energy counters: attention's work is linear in T, and mostly additions", () => {
    const forward = (length: number) =>
      costOf(readDocument(presetById("eco-lm-nano-all").document, CATALOGUE), { batch: 1, sequenceLength: length });
    const [short, long] = [forward(256), forward(1024)];
    expect(long.flopsPerTokenForward / short.flopsPerTokenForward).toBeCloseTo(1, 2);
    expect(long.forward.adds).toBeGreaterThan(1.05 * long.forward.multiplies);
  });

  test("says what is wrong with heads", () => {
    expect(() => run({ heads: 5 })).toThrow("the nearest legal values are 4 or 6");
  });
});

describe("learning the hash", () => {
  test("gradient of a bit against central differences", () => {
    const residual = similarityTargets(rows, 4).map((row) => row.map((value) => 3 * value));
    const kernel = rows.map((_, i) => randomValues(5, 50 + i));
    const a = randomValues(5, 90);
    const objective = (at: Float64Array): number =>
      bitObjective(
        residual,
        Float64Array.from(
          kernel,
          (row) => 2 / (1 + Math.exp(-row.reduce((sum, value, k) => sum + value * at[k], 0))) - 1,
        ),
        3,
      );
    bitGradient(residual, kernel, a, 3).forEach((gradient, k) => {
      const shifted = (by: number): Float64Array => a.map((value, at) => (at === k ? value + by : value));
      expect(gradient).toBeCloseTo((objective(shifted(1e-5)) - objective(shifted(-1e-5))) / 2e-5, 7);
    });
  });

  test("keeps a bit only if it explains the targets better than its random start", () => {
    const settings = { ...HASH_LEARNING, bits: 4, anchors: 8, learningRate: 0.5 };
    const learned = learnHash(rows, settings, normals(), pick);
    expect(learned.objective.after).toBeLessThan(learned.objective.before);
    const idle = learnHash(rows, { ...settings, iterations: 0 }, normals(), pick);
    expect(idle.objective.after).toBe(idle.objective.before);
  });

  test("all heads' hashes have the parts of the block; too few tokens are refused", () => {
    const queries = randomValues(30 * 12, 4);
    const attributes = { heads: 3, width: 4, bits: 5, anchors: 9 };
    const learned = hashFromQueries(queries, attributes, normals(), pick);
    const shapes = hashParts(attributes).map(({ name, shape }) => [name, shape[0] * shape[1]]);
    expect(Object.entries(learned).map(([name, values]) => [name, values.length])).toEqual(shapes);
    expect(() => hashFromQueries(queries.subarray(0, 60), attributes, normals(), pick)).toThrow("at most 5 anchors");
  });
});
