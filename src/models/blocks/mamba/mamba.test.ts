import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { float64Run } from "../../build/float64-run.ts";
import { largestDifference } from "../../build/random-ids.ts";
import { DOCUMENT_FORMAT } from "../../document/schema.ts";
import type { ArchitectureDocument } from "../../document/types.ts";
import { readDocument } from "../../document/validate.ts";
import { block } from "../../presets/preset.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";

function stack(width: number, layers: number, knobs: KnobsGiven<"mamba">, vocabulary = 256): ArchitectureDocument {
  return {
    format: DOCUMENT_FORMAT,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [
      block("token-embedding", { width }),
      {
        kind: "repeat",
        times: layers,
        body: [{ kind: "residual", norm: block("norm"), body: [block("mamba", knobs)] }],
      },
    ],
    heads: [{ name: "logits", body: [block("norm"), block("head")] }],
  };
}

const cost = (document: ArchitectureDocument, sequenceLength = 16) =>
  costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength });

/** Parameters of one block, its norm's gain not counted. */
const blockParameters = (width: number, knobs: KnobsGiven<"mamba">): number =>
  cost(stack(width, 2, knobs)).parameters - cost(stack(width, 1, knobs)).parameters - width;

describe("parameter formula", () => {
  test.each<[number, KnobsGiven<"mamba">, number]>([
    [96, {}, 68_160],
    [192, {}, 251_520],
    [96, { ssm: "mamba2" }, 60_274],
    [48, { ssm: "mamba2" }, 16_249],
    [48, { ssm: "lti" }, 16_064],
  ])("width %i, %o: %i a block", (width, knobs, parameters) => {
    expect(blockParameters(width, knobs)).toBe(parameters);
  });

  test.each<[KnobsGiven<"mamba">, number]>([
    [{}, 64_080],
    [{ ssm: "mamba2" }, 57_218],
  ])("two blocks at the size of lm-pico, %o: %i", (knobs, parameters) => {
    expect(cost(stack(48, 2, knobs)).parameters).toBe(parameters);
  });
});

test("parameter formulas: each further direction has E K + E + E (R + 2 N) + R E + E + E N + E, none where it is shared", () => {
  const [inner, taps, rank, state] = [192, 4, 6, 16];
  const direction = inner * taps + inner + inner * (rank + 2 * state) + rank * inner + inner + inner * state + inner;
  const own = blockParameters(96, {});
  expect(blockParameters(96, { scanOrder: "bidirectional" })).toBe(own + direction);
  // Four paths share one filter of 3 x 3 and end with a layer norm.
  const shared = 9 * inner - inner * taps + 2 * inner;
  expect(blockParameters(96, { scanOrder: "cross-4" })).toBe(own + 3 * (direction - inner * taps - inner) + shared);
  expect(blockParameters(96, { scanOrder: "bidirectional", shareDirections: true })).toBe(own);
});

describe("the stack", () => {
  const ids = [[3, 1, 4, 1, 5, 9, 2, 6, 5]];
  const small = (knobs: KnobsGiven<"mamba">) => stack(8, 2, { state: 4, headWidth: 8, ...knobs }, 16);

  test.each(["mamba", "mamba2", "lti"] as const)("%s does not look ahead; every parameter gets a gradient", (ssm) => {
    const other = [ids[0].map((id, i) => (i === 5 ? id + 1 : id))];
    const [before, after] = [ids, other].map((tokens) => float64Run(small({ ssm }), tokens));
    expect([...after.logits.subarray(0, 80)]).toEqual([...before.logits.subarray(0, 80)]);
    expect(after.logits[80]).not.toBe(before.logits[80]);
    for (const [name, gradient] of before.gradients)
      expect(
        gradient.some((value) => value !== 0),
        name,
      ).toBe(true);
  });

  test("state size is independent of t", () => {
    const floats = (length: number): number => cost(stack(96, 1, {}), length).stateFloats;
    expect(floats(16)).toBe(3_072 + 576);
    expect(floats(512)).toBe(floats(16));
  });

  test.each(["bidirectional", "cross-4"] as const)("%s looks ahead", (scanOrder) => {
    const other = [ids[0].map((id, i) => (i === 5 ? id + 1 : id))];
    const [before, after] = [ids, other].map((tokens) => float64Run(small({ scanOrder, merge: "concat" }), tokens));
    expect(after.logits[0]).not.toBe(before.logits[0]);
  });

  test("both directions with shared weights mirror a mirrored input", () => {
    const shared = stack(8, 1, { state: 4, scanOrder: "bidirectional", shareDirections: true }, 16);
    const { features } = float64Run(shared, [[3, 1, 4, 4, 1, 3, 0]]);
    for (let t = 0; t < 6; t++) {
      for (let c = 0; c < 8; c++) expect(features[t * 8 + c]).toBeCloseTo(features[(5 - t) * 8 + c], 12);
    }
  });

  const SHARED = ["x", "w_in", "conv_weight", "conv_bias", "merge_gain", "merge_bias", "w_out"];
  /** A parameter of a row path for that of a column path, and the other way round. */
  const exchanged = (name: string): string => {
    if (SHARED.includes(name)) return name;
    return name.includes("_columns")
      ? name.replace("_columns", "")
      : name.replace(/^(.*?)(_reverse)?$/, "$1_columns$2");
  };

  test.each(["mamba", "lti"] as const)("cross-4 on a grid of one row equals bidirectional run twice, %s", (ssm) => {
    const x = { shape: [2, 5, 8], values: randomValues(80, 1) };
    const knobs = { ssm, state: 4, expand: 1, convWidth: 1 } as const;
    // Filters that pass everything on, and no map behind the gate: what is left are the scans, and cross-4's norm of their sum.
    const passing: Readonly<Record<string, (i: number) => number>> = {
      conv_weight: () => 1,
      conv_weight_reverse: () => 1,
      w_out: (i) => Number(i % 9 === 0),
    };
    const values = (name: string): Float64Array | undefined => {
      if (name.startsWith("conv_bias")) return new Float64Array(8);
      return Object.hasOwn(passing, name)
        ? Float64Array.from({ length: name === "w_out" ? 64 : 8 }, (_, i) => passing[name](i))
        : undefined;
    };
    const both = blockRun("mamba", { ...knobs, scanOrder: "bidirectional" }, x, { weights: values });
    // Columns coincide with rows: with the same weights each path is walked twice.
    const weights = (name: string): Float64Array | undefined =>
      name === "conv_weight"
        ? Float64Array.from({ length: 72 }, (_, i) => Number(i % 9 === 4))
        : both.parameters.get(name.replace("_columns", ""));
    const cross = blockRun("mamba", { ...knobs, scanOrder: "cross-4" }, x, { weights });
    const wIn = both.parameters.get("w_in")!;
    for (let row = 0; row < 10; row++) {
      const token = x.values.subarray(8 * row, 8 * row + 8);
      const gates = Array.from({ length: 8 }, (_, c) => {
        const gate = token.reduce((sum, value, i) => sum + value * wIn[(8 + c) * 8 + i], 0);
        return gate / (1 + Math.exp(-gate));
      });
      const sums = gates.map((gate, c) => (2 * both.y[8 * row + c]) / gate);
      const mean = sums.reduce((total, value) => total + value, 0) / 8;
      const deviation = Math.sqrt(sums.reduce((total, value) => total + (value - mean) ** 2, 0) / 8 + 1e-5);
      gates.forEach((gate, c) => expect(cross.y[8 * row + c]).toBeCloseTo((gate * (sums[c] - mean)) / deviation, 9));
    }
  });

  test.each(["mamba", "mamba2", "lti"] as const)(
    "on one row the paths of rows and columns may be exchanged, on three they may not, %s",
    (ssm) => {
      const x = { shape: [1, 12, 8], values: randomValues(96, 1) };
      const difference = (gridRows: number): number => {
        const knobs = { ssm, state: 4, headWidth: 8, scanOrder: "cross-4", gridRows } as const;
        const own = blockRun("mamba", knobs, x);
        const weights = (name: string): Float64Array | undefined => own.parameters.get(exchanged(name));
        return largestDifference(blockRun("mamba", knobs, x, { weights }).y, own.y);
      };
      expect(difference(1)).toBeLessThan(1e-12);
      expect(difference(3)).toBeGreaterThan(1e-9);
    },
  );

  test("says what does not fit and what would", () => {
    expect(() => cost(stack(48, 1, { ssm: "mamba2", headWidth: 40 }))).toThrow(
      "nearest legal head widths are 32 or 48",
    );
    expect(() => cost(stack(48, 1, { expand: 1.01 }))).toThrow("nearest legal values are");
    expect(() => cost(stack(48, 1, { dtMin: 1 }))).toThrow("use at most 0.1");
  });
});
