import { describe, expect, test } from "vitest";
import { costOf } from "../../build/cost.ts";
import { float64Run, type Float64Run } from "../../build/float64-run.ts";
import { largestDifference, randomIds } from "../../build/random-ids.ts";
import type { ArchitectureDocument } from "../../document/types.ts";
import { readDocument } from "../../document/validate.ts";
import { dualStream, singleStream, type DualStreamChoices } from "../../presets/dual-stream.ts";
import { geluDecoder } from "../../presets/gelu-decoders.ts";
import { CATALOGUE } from "../index.ts";
import { MIXINGS } from "./mixings.ts";

const SIZE = { vocabulary: 32, width: 24, layers: 2, heads: 3, hidden: 96 };
const WIDTH = SIZE.width;
const HEAD = WIDTH / SIZE.heads;
const IDS = randomIds(2, 8, SIZE.vocabulary);

const dual = (choices: DualStreamChoices = {}): ArchitectureDocument => dualStream("dual", SIZE, choices);

/** As `document`, with weights worked out from those that another run began with. */
function rerun(document: ArchitectureDocument, change: (name: string) => Float64Array | undefined): Float64Run {
  return float64Run(document, IDS, { weights: change });
}

const identity = (extent: number): Float64Array =>
  Float64Array.from({ length: extent * extent }, (_, i) => (i % (extent + 1) === 0 ? 1 : 0));

/** kron(a, I) for a [H, H]. */
function spread(a: Float64Array): Float64Array {
  const dense = new Float64Array(WIDTH * WIDTH);
  a.forEach((value, i) => {
    const [h, g] = [Math.floor(i / SIZE.heads), i % SIZE.heads];
    for (let c = 0; c < HEAD; c++) dense[(h * HEAD + c) * WIDTH + g * HEAD + c] = value;
  });
  return dense;
}

const isMixer = (name: string): boolean => /\.w[vo]$/.test(name);

describe("dual-stream", () => {
  test("dense mixing, values from both normalised, global norm and merged streams are a standard pre-norm Transformer", () => {
    const merged = float64Run(singleStream("single", SIZE, { norm: "global" }), IDS);
    const standard = geluDecoder("standard", SIZE);
    const tied: ArchitectureDocument = { ...standard, heads: singleStream("single", SIZE, { norm: "global" }).heads };
    const run = rerun(tied, (name) => {
      const own = merged.initial.get(name);
      // The standard block packs values behind queries and keys.
      const values = name.endsWith(".wq") ? merged.initial.get(name.replace(/wq$/, "wv")) : undefined;
      return values === undefined || own === undefined ? own : Float64Array.from([...own, ...values]);
    });
    expect(largestDifference(run.logits, merged.logits)).toBeLessThan(1e-12);
  });

  test("Kronecker mixing with A = I is identity mixing", () => {
    const plain = float64Run(dual({ attention: { mixing: "identity" } }), IDS);
    const kronecker = rerun(dual(), (name) => (isMixer(name) ? identity(SIZE.heads) : plain.initial.get(name)));
    expect(largestDifference(kronecker.logits, plain.logits)).toBeLessThan(1e-13);
  });

  test("Kronecker mixing is dense mixing with kron(A, I)", () => {
    const kronecker = float64Run(dual(), IDS);
    const dense = rerun(dual({ attention: { mixing: "dense" } }), (name) => {
      const own = kronecker.initial.get(name);
      return isMixer(name) && own !== undefined ? spread(own) : own;
    });
    expect(largestDifference(dense.logits, kronecker.logits)).toBeLessThan(1e-12);
  });

  test("a local matrix B = I leaves Kronecker mixing as it is", () => {
    const kronecker = float64Run(dual(), IDS);
    const local = rerun(dual({ attention: { mixing: "kronecker-local" } }), (name) =>
      name.endsWith("_local") ? identity(HEAD) : kronecker.initial.get(name),
    );
    expect(largestDifference(local.logits, kronecker.logits)).toBeLessThan(1e-13);
  });

  test("independent mixing with one head is dense mixing", () => {
    const one = { ...SIZE, heads: 1 };
    const dense = float64Run(dualStream("one", one, { attention: { mixing: "dense" } }), IDS);
    const independent = rerun(dualStream("one", one, { attention: { mixing: "independent" } }), (name) =>
      dense.initial.get(name.replace(/_h0$/, "")),
    );
    expect(largestDifference(independent.logits, dense.logits)).toBeLessThan(1e-12);
  });

  test("independent mixing keeps each head's channels to themselves", () => {
    const run = float64Run(dual({ attention: { mixing: "independent" } }), IDS);
    const dense = rerun(dual({ attention: { mixing: "dense" } }), (name) => {
      if (!isMixer(name)) return run.initial.get(name);
      const blocks = run.initial.get(`${name}_h0`)!;
      const matrix = new Float64Array(WIDTH * WIDTH);
      blocks.forEach((value, i) => {
        const [row, column] = [Math.floor(i / HEAD), i % HEAD];
        matrix[row * WIDTH + Math.floor(row / HEAD) * HEAD + column] = value;
      });
      return matrix;
    });
    expect(largestDifference(dense.logits, run.logits)).toBeLessThan(1e-12);
  });

  test("the sum of both streams does not depend on which one the feed-forward network writes, with values from both", () => {
    const attention = { valueSource: "both" } as const;
    const own = float64Run(dual({ attention }), IDS);
    const other = float64Run(dual({ attention, feedForwardWrites: "token" }), IDS);
    expect(largestDifference(other.logits, own.logits)).toBeLessThan(1e-13);
    const token = float64Run(dual({ feedForwardWrites: "token" }), IDS);
    expect(largestDifference(token.logits, float64Run(dual(), IDS).logits)).toBeGreaterThan(1e-6);
  });

  test("amplify = 1 changes nothing, 4 changes evaluation and not training", () => {
    const [plain, one, four] = [{}, { amplify: 1 }, { amplify: 4 }].map((attention) => dual({ attention }));
    expect(float64Run(one, IDS).loss).toBe(float64Run(plain, IDS).loss);
    expect(float64Run(four, IDS).loss).not.toBe(float64Run(plain, IDS).loss);
    const isTraining = true;
    expect(float64Run(four, IDS, { isTraining }).loss).toBe(float64Run(plain, IDS, { isTraining }).loss);
  });

  test("an ablated stream keeps its first value when evaluated, and trains as ever", () => {
    const ablated = dual({ attention: { ablate: true }, feedForward: { ablate: true } });
    const bare = { ...dual(), trunk: dual().trunk.slice(0, 1) };
    const run = float64Run(dual(), IDS);
    expect(largestDifference(float64Run(ablated, IDS).logits, float64Run(bare, IDS).logits)).toBe(0);
    expect(float64Run(ablated, IDS, { isTraining: true }).loss).toBe(run.loss);
  });

  test("parameter formula", () => {
    const { vocabulary: V, width: D, layers: L, heads: H } = SIZE;
    const mixers = { identity: 0, independent: D ** 2 / H, kronecker: H ** 2, dense: D ** 2 };
    const counts = { ...mixers, "kronecker-local": H ** 2 + (D / H) ** 2 };
    for (const mixing of MIXINGS) {
      const checked = readDocument(dual({ attention: { mixing } }), CATALOGUE);
      const { parameters } = costOf(checked, { batch: 1, sequenceLength: 4 });
      expect(parameters, mixing).toBe(V * D + L * (10 * D ** 2 + 2 * counts[mixing] + 2 * D) + D);
    }
  });
});

describe("finite differences", () => {
  const FORMS: readonly (readonly [string, DualStreamChoices])[] = [
    ["identity, normalised values", { attention: { mixing: "identity", normValue: true } }],
    [
      "independent everywhere",
      { attention: { mixing: "independent", where: "all" }, feedForward: { channels: "independent" } },
    ],
    ["Kronecker with linear biases", { attention: { position: "alibi", where: "all" } }],
    ["Kronecker with a local matrix", { attention: { mixing: "kronecker-local" }, norm: "global" }],
    ["dense", { attention: { mixing: "dense", position: "none" } }],
  ];

  test.each(FORMS)("%s: every parameter of both streams", { timeout: 60_000 }, (_, choices) => {
    const document = dualStream("small", { vocabulary: 8, width: 8, layers: 1, heads: 2 }, choices);
    const ids = randomIds(1, 5, 8);
    const run = float64Run(document, ids);
    for (const [name, gradient] of run.gradients) {
      const values = run.initial.get(name)!;
      const scale = Math.max(1e-3, Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0) / gradient.length));
      for (let element = 0; element < values.length; element += Math.max(1, Math.floor(values.length / 3))) {
        const lossAt = (step: number): number => {
          const moved = values.map((value, i) => (i === element ? value + step : value));
          return float64Run(document, ids, { weights: (own) => (own === name ? moved : undefined) }).loss;
        };
        const want = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
        expect(Math.abs(gradient[element] - want) / scale, `${name} ${element}`).toBeLessThan(1e-5);
      }
    }
  });
});
