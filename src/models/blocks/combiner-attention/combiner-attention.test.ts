import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";
import { segmentOf } from "./segments.ts";

const X = { shape: [2, 9, 12], values: randomValues(216, 1) };
const run = (knobs: KnobsGiven<"combiner-attention">) => blockRun("combiner-attention", { heads: 3, ...knobs }, X);

describe("combiner attention", () => {
  test("S = T equals attention", () => {
    const plain = blockRun("attention", { heads: 6, kvHeads: 3 }, X);
    const combined = run({ heads: 6, kvHeads: 3, segment: 9 });
    combined.y.forEach((value, i) => expect(value).toBeCloseTo(plain.y[i], 12));
    const [got, want] = [combined, plain].map(({ gradients }) => gradients.get("x") ?? new Float64Array());
    got.forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });

  test("parameters: 4 C² with a key per query head, 3 C² with one for two", () => {
    const count = (kvHeads: number): number =>
      [...run({ heads: 6, kvHeads }).parameters].reduce((sum, [name, w]) => sum + (name === "x" ? 0 : w.length), 0);
    expect([count(6), count(3)]).toEqual([4 * 144, 3 * 144]);
  });

  test("every knob changes what comes out", () => {
    const variants: KnobsGiven<"combiner-attention">[] = [
      { segment: 4 },
      { segment: 5 },
      { segment: 4, pooling: "mean" },
      { segment: 4, regions: false },
      { pattern: "log-n" },
      { segment: 4, position: "none" },
    ];
    const outputs = variants.map((knobs) => [...run(knobs).y.map((value) => Math.round(value * 1e9))].join());
    expect(new Set(outputs).size).toBe(variants.length);
  });

  test.each(["fixed", "log-n"] as const)("%s does not look ahead", (pattern) => {
    const later = X.values.map((value, i) => (i % 108 >= 84 ? -value : value));
    const [before, after] = [X.values, later].map(
      (values) => blockRun("combiner-attention", { heads: 3, pattern }, { ...X, values }).y,
    );
    expect(after.subarray(0, 84)).toEqual(before.subarray(0, 84));
    expect(after.subarray(84, 108)).not.toEqual(before.subarray(84, 108));
  });

  test("default segment: the power of two nearest to the root, upwards on a tie", () => {
    expect([64, 128, 256, 2048, 9].map((length) => segmentOf({ segment: null }, length))).toEqual([8, 8, 16, 32, 4]);
  });

  test("attention work grows with T as the pattern says", () => {
    const work = (preset: string, length: number): number =>
      costOf(readDocument(presetById(preset).document, CATALOGUE), { batch: 1, sequenceLength: length }).blocks.find(
        ({ node }) => node.endsWith("attn"),
      )?.flopsPerTokenForward ?? 0;
    const growth = (preset: string): number =>
      (work(preset, 1024) - work(preset, 256)) / (work(preset, 256) - work(preset, 64));
    // Per token: doubled by four times the length, or a constant more.
    expect(growth("combiner-fixed-nano")).toBeGreaterThan(1.5);
    expect(growth("combiner-fixed-nano")).toBeLessThan(2.5);
    expect(growth("combiner-log-nano")).toBeLessThan(1.5);
  });

  test("says what is wrong with knobs of another pattern", () => {
    expect(() => run({ pattern: "log-n", segment: 8 })).toThrow("Leave the segment at null");
    expect(() => run({ pattern: "log-n", regions: false })).toThrow("turn regions on");
  });
});
