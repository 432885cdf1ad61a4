import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import type { Program } from "../elementwise/program.ts";
import { sortByIdReference } from "../sort_by_id/reference.ts";
import { embedding, embeddingBackward } from "./kernel.ts";

const ADD: Program = {
  operands: ["full", "tail"],
  instructions: [{ row: "add", arguments: [0, 1] }],
  results: [2],
};

// A row's gradient sums at most 130 positions.
describe("embedding kernel", () => {
  test.each([
    { tokens: [1], vocabulary: 1, channels: 1 },
    { tokens: [2, 65], vocabulary: 13, channels: 5 },
    { tokens: [3, 21], vocabulary: 100, channels: 12 },
  ])("$tokens ids of $vocabulary, $channels channels", async ({ tokens, vocabulary, channels }) => {
    const count = tokens.reduce((product, extent) => product * extent, 1);
    const ids = randomValues(count, 9).map((value) => Math.floor(((value + 1) / 2) * vocabulary));
    const inputs = [u32(...tokens), f32(vocabulary, channels)];
    await expectKernelMatches(embedding, { inputs, values: { 0: ids }, attributes: { scale: 1 }, tolerance: 0 });
    await expectKernelMatches(embedding, {
      inputs: [...inputs, f32(tokens[tokens.length - 1], channels)],
      values: { 0: ids },
      attributes: { scale: 1.5, program: ADD },
      tolerance: 1e-6,
    });
    const { order, starts } = sortByIdReference(ids, vocabulary);
    await expectKernelMatches(embeddingBackward, {
      inputs: [f32(...tokens, channels), u32(count), u32(vocabulary + 1)],
      values: { 1: order, 2: starts },
      attributes: { scale: 1.5 },
      tolerance: 5e-6,
    });
  });
});
