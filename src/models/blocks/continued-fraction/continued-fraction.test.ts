import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { cofrGeNet } from "../../presets/cofrgenet.ts";
import { presetById } from "../../presets/index.ts";
import { CATALOGUE } from "../index.ts";
import { firstStep } from "./fraction-knobs.ts";

const X = { shape: [2, 3, 8], values: randomValues(48, 1) };

describe("continued-fraction mixer", () => {
  test("parameter checks: 2 D^2 + L_c D (d + 1), and whole models", () => {
    const count = (knobs: object): number =>
      [...blockRun("continued-fraction", knobs, X).parameters].reduce(
        (sum, [name, values]) => sum + (name === "x" ? 0 : values.length),
        0,
      );
    expect(count({})).toBe(128 + 3 * 8 * 5);
    expect(count({ ladders: 2, depth: 7 })).toBe(128 + 2 * 8 * 8);
    expect(count({ ladders: 0 })).toBe(64);
    const whole = (id: string): number =>
      costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength: 4 }).parameters;
    expect(whole("cofrgenet-f-pico")).toBe(53_904);
  });

  test("GPT-2-small with d = 5 and three ladders: 1,193,472 in each mixer", () => {
    const size = { vocabulary: 256, width: 768, layers: 1, heads: 12 };
    const options = { fractions: { depth: 5 }, scheduleSteps: 10 };
    const { blocks } = costOf(readDocument(cofrGeNet("gpt2", size, 4, options), CATALOGUE), {
      batch: 1,
      sequenceLength: 4,
    });
    expect(blocks.find(({ node }) => node === "layers.ffn")?.parameters).toBe(1_193_472);
  });

  test("dyadic mask: level i of every ladder starts at (1 - 2^-i) S, everything else at 0", () => {
    expect([1, 2, 3, 4].map((level) => firstStep(level, 200))).toEqual([100, 150, 175, 188]);
    const { declarations, gradients } = blockRun("continued-fraction", { scheduleSteps: 200 }, X);
    const masks = declarations.filter(({ mask }) => mask !== undefined);
    expect(masks.map(({ parts }) => parts.map(({ name }) => name))).toEqual([["w", "v"]]);
    expect(masks[0].decay).toBe(false);
    const levels = [100, 150, 175, 188];
    expect(masks[0].mask).toEqual({ inner: 8, firstSteps: [...levels, ...levels, ...levels, 0, 0, 0] });
    // References stand for step 0: columns are frozen exactly, V trains.
    const ladders = gradients.get("w") ?? new Float64Array();
    expect(ladders.subarray(0, 96).every((value) => value === 0)).toBe(true);
    expect(ladders.subarray(96).every((value) => value !== 0)).toBe(true);
    const free = blockRun("continued-fraction", { schedule: "all-at-once" }, X);
    expect(
      free.gradients
        .get("w")
        ?.subarray(0, 96)
        .some((value) => value !== 0),
    ).toBe(true);
  });

  test("gradients: input and every parameter agree with central differences", () => {
    const knobs = { schedule: "all-at-once", depth: 3, ladders: 2 } as const;
    const incoming = randomValues(48, 2);
    const run = blockRun("continued-fraction", knobs, X, { incoming });
    for (const [name, gradient] of run.gradients) {
      const values = run.parameters.get(name) ?? new Float64Array();
      const loss = (delta: number): number => {
        const changed = values.map((value, i) => (i === 5 ? value + delta : value));
        const weights = (other: string): Float64Array | undefined => (other === name ? changed : undefined);
        return blockRun("continued-fraction", knobs, X, { weights }).y.reduce((sum, y, i) => sum + y * incoming[i], 0);
      };
      expect(gradient[5], name).toBeCloseTo((loss(1e-5) - loss(-1e-5)) / 2e-5, 6);
    }
  });

  test("offset: odd depths start away from the pole by default", () => {
    const largest = (offset: "auto" | "0"): number =>
      blockRun("continued-fraction", { depth: 3, offset }, X).y.reduce((most, y) => Math.max(most, Math.abs(y)), 0);
    expect(largest("0")).toBeGreaterThan(largest("auto"));
  });

  test("ladders off is the linear map alone", () => {
    const { y, parameters } = blockRun("continued-fraction", { ladders: 0 }, X);
    const u = parameters.get("u") ?? new Float64Array();
    expect(y[0]).toBeCloseTo(
      X.values.subarray(0, 8).reduce((sum, value, i) => sum + value * u[i], 0),
      12,
    );
  });
});
