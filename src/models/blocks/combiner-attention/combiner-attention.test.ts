import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { combiner, type CombinerChoices } from "../../presets/combiner.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";

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
      {},
      { segment: 4 },
      { segment: 5 },
      { segment: 4, pooling: "mean" },
      { segment: 4, regions: false },
      { pattern: "log-n" },
      { pattern: "axial", segment: 4 },
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

  test("attention work grows with T as the pattern says", () => {
    const growth = (variant: CombinerChoices, segments: readonly [number, number, number]): number => {
      const [short, middle, long] = [64, 256, 1024].map((sequenceLength, at) => {
        const choices = variant.pattern === "log-n" ? variant : { ...variant, segment: segments[at] };
        const checked = readDocument(combiner("grown", "nano", choices), CATALOGUE);
        const { blocks } = costOf(checked, { batch: 1, sequenceLength });
        return blocks.find(({ node }) => node.endsWith("attn"))?.flopsPerTokenForward ?? 0;
      });
      return (long - middle) / (middle - short);
    };
    // Per token and four times the length: twice the work at segments of the root, four times at equal ones, a constant more.
    expect(growth({}, [8, 16, 32])).toBeGreaterThan(1.5);
    expect(growth({}, [8, 16, 32])).toBeLessThan(2.5);
    expect(growth({}, [16, 16, 16])).toBeGreaterThan(3.5);
    expect(growth({ pattern: "log-n" }, [8, 8, 8])).toBeLessThan(1.5);
  });

  test("a document of version 1 keeps the segments that it had at 64 and 128 tokens", () => {
    const document = combiner("older", "pico", {});
    const text = JSON.stringify(document).replaceAll(
      '"kind":"combiner-attention"',
      '"kind":"combiner-attention","version":1',
    );
    const older = JSON.parse(text.replaceAll('"kvHeads":3', '"kvHeads":3,"segment":null')) as object;
    expect(text).toContain('"version":1');
    const knobsOf = (given: object): unknown =>
      readDocument(given, CATALOGUE).outline.nodes.find(({ item }) => item.kind === "combiner-attention")?.item;
    expect(knobsOf(older)).toMatchObject({ knobs: { segment: 8 } });
  });

  test("says what is wrong with knobs of another pattern", () => {
    expect(() => run({ pattern: "log-n", segment: 16 })).toThrow("Leave the segment at 8");
    expect(() => run({ pattern: "log-n", regions: false })).toThrow("turn regions on");
  });
});
