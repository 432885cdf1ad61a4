import { expect, test } from "vitest";
import { PORTABLE_TRAITS } from "../kernels-wgsl/index.ts";
import { armPlan } from "./arm-plan.ts";

const experiment = {
  schema: "bakeoff/experiment@1",
  kind: "train",
  arms: [{ id: "small", preset: "lm-pico" }],
  data: { id: "state-of-the-union" },
  sequenceLength: 32,
  batch: 2,
  budget: { steps: 1 },
};

test("an arm's plan is that of its experiment, with its memory before and after recomputation", async () => {
  const plain = await armPlan(experiment, "small", PORTABLE_TRAITS);
  expect(plain.recompute).toBe("none");
  expect(plain.memory.none.peakBytes).toBe(plain.report.peakBytes);
  expect(plain.memory.none.dispatches).toBe(plain.report.dispatches.length);
  const { none, blocks } = plain.memory;
  expect(blocks.slotBytes).toBeLessThan(none.slotBytes);
  expect(none.peakBytes - blocks.peakBytes).toBe(none.slotBytes - blocks.slotBytes);
  expect(blocks.flops).toBeGreaterThan(none.flops);
  const again = await armPlan({ ...experiment, recompute: "blocks" }, "small", PORTABLE_TRAITS, 1000);
  expect(again.report.recomputed.length).toBeGreaterThan(0);
  expect(again.memory.blocks.slotBytes).toBe(blocks.slotBytes);
  expect(plain.memory.blocks.peakBytes - again.memory.blocks.peakBytes).toBe(4 * (1_000_000 - 1000));
});

test("an arm that the experiment does not have is named with those that it has", async () => {
  await expect(armPlan(experiment, "other", PORTABLE_TRAITS)).rejects.toThrow("no arm other; its arms are small");
});
