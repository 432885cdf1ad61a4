import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { rope, ropeBackward } from "./kernel.ts";
import { rotaryTable } from "./reference.ts";

describe("rope kernel", () => {
  test.each([
    ["one pair", 1, 1, 2, { heads: 1, headWidth: 2, rotaryWidth: 2 }],
    ["odd head width, copied columns", 2, 3, 17, { heads: 2, headWidth: 7, rotaryWidth: 4 }],
    ["whole heads", 1, 65, 63, { heads: 3, headWidth: 6, rotaryWidth: 6 }],
    ["vec4: packed q, k, v", 2, 100, 64, { heads: 3, headWidth: 16, rotaryWidth: 16 }],
    ["vec4: part of each head", 1, 5, 48, { heads: 2, headWidth: 20, rotaryWidth: 8 }],
  ])("%s", async (_, batch, positions, columns, attributes) => {
    const inputs = [f32(batch, positions, columns), f32(2, positions, attributes.rotaryWidth / 2)];
    const values = { 1: rotaryTable(positions, attributes.rotaryWidth, 10_000, 11) };
    // Two products and a sum of numbers below one: three roundings.
    const tolerance = 5e-7;
    await expectKernelMatches(rope, { inputs, attributes, values, tolerance });
    await expectKernelMatches(ropeBackward, { inputs, attributes, values, tolerance });
  });
});
