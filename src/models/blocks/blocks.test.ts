import { describe, expect, test } from "vitest";
import { knobFields } from "../document/knobs.ts";
import { features } from "../document/shape.ts";
import { attention } from "./attention/block.ts";
import { headLayout } from "./attention/head-layout.ts";
import { BLOCKS } from "./index.ts";

const FOLDERS = Object.keys(import.meta.glob("./*/block.ts")).map((path) => path.split("/")[1]);
const BUILDS = Object.keys(import.meta.glob("./*/build.ts")).map((path) => path.split("/")[1]);

describe("the catalogue", () => {
  test("has every folder once, named as its kind, with a build", () => {
    expect(BLOCKS.map((block) => block.kind).sort()).toEqual([...FOLDERS].sort());
    expect([...BUILDS].sort()).toEqual([...FOLDERS].sort());
  });

  test.each(BLOCKS.map((block) => [block.kind, block] as const))("%s explains every knob", (_, block) => {
    for (const field of knobFields(block.knobs)) {
      expect(field.title, field.name).not.toBe("");
      expect(field.help, field.name).toMatch(/\.$/);
      expect(field.help.length, field.name).toBeLessThan(140);
    }
    expect(block.summary).toMatch(/\.$/);
    expect(Object.keys(block.knobs.shape)).toEqual(expect.arrayContaining([...block.shown]));
  });

  test.each(BLOCKS.map((block) => [block.kind, block] as const))("%s can be dropped in as it is", (_, block) => {
    expect(() => block.knobs.parse({})).not.toThrow();
  });
});

describe("attention heads", () => {
  const knobs = attention.knobs.parse({});

  test.each([
    ["MHA", 16, 16],
    ["GQA", 16, 4],
    ["MQA", 16, 1],
    ["SQA", 8, 4],
    ["sSQA", 8, 8],
    ["xSQA", 4, 4],
    ["xSMQA", 4, 1],
  ])("%s of 16 nominal heads has %i query and %i key/value heads", (name, queryHeads, kvHeads) => {
    const preset = attention.presets?.find((one) => one.name === name);
    expect(preset?.apply({ ...knobs, heads: 16 })).toEqual({ queryHeads, kvHeads });
  });

  test("of 6 nominal heads, key/value heads go down to a divisor", () => {
    const sqa = attention.presets?.find((preset) => preset.name === "SQA");
    expect(sqa?.apply({ ...knobs, heads: 6 })).toEqual({ queryHeads: 3, kvHeads: 1 });
  });

  test("every preset is legal for every number of heads that divides a width", () => {
    for (const heads of [1, 2, 3, 4, 6, 8, 12, 24, 48]) {
      for (const preset of attention.presets ?? []) {
        const chosen = { ...knobs, heads, ...preset.apply({ ...knobs, heads }) };
        expect(headLayout(chosen, 96).queryHeads % headLayout(chosen, 96).kvHeads).toBe(0);
      }
    }
  });

  test("head width need not follow from the stream's width", () => {
    const wide = { ...knobs, heads: 24, queryHeads: 24, headWidth: 16 };
    expect(headLayout(wide, 96)).toEqual({ queryHeads: 24, kvHeads: 24, headWidth: 16, rotaryWidth: 16 });
  });

  test("a share of a head turns whole pairs", () => {
    expect(headLayout({ ...knobs, ropeFraction: 0.25 }, 96).rotaryWidth).toBe(4);
    expect(headLayout({ ...knobs, ropeFraction: 0.2 }, 96).rotaryWidth).toBe(2);
  });

  test("state is two vectors for each key/value head and token, no more than the window", () => {
    const context = { knobs: { ...knobs, kvHeads: 3 }, inputs: [features(["T"], 96)], wanted: undefined };
    expect(attention.stateFloats?.(context, 128)).toBe(2 * 3 * 16 * 128);
    expect(attention.stateFloats?.({ ...context, knobs: { ...context.knobs, window: 8 } }, 128)).toBe(2 * 3 * 16 * 8);
  });
});
