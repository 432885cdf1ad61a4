import { describe, expect, test } from "vitest";
import { costOf } from "../../build/cost.ts";
import { float64Run } from "../../build/float64-run.ts";
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

  test("says what does not fit and what would", () => {
    expect(() => cost(stack(48, 1, { ssm: "mamba2", headWidth: 40 }))).toThrow(
      "nearest legal head widths are 32 or 48",
    );
    expect(() => cost(stack(48, 1, { expand: 1.01 }))).toThrow("nearest legal values are");
    expect(() => cost(stack(48, 1, { dtMin: 1 }))).toThrow("use at most 0.1");
  });
});
