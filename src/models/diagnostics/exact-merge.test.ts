import { expect, test } from "vitest";
import { FMVIT_MINI, fmvit } from "../presets/fmvit.ts";
import { exactMerge } from "./exact-merge.ts";

test("a merged network is the same to rounding and takes fewer dispatches, bytes and operations", () => {
  const document = fmvit("one stage", { ...FMVIT_MINI, convolution: [1], mixing: [1], widths: [16], reductions: [2] });
  const small = {
    ...document,
    task: { kind: "classify-image", knobs: { height: 8, width: 8, channels: 3, classes: 4 } },
  };
  const { relativeDifference, before, after, blocks } = exactMerge(small);
  expect(relativeDifference).toBeGreaterThan(0);
  expect(relativeDifference).toBeLessThan(1e-12);
  // Stem, depthwise, two MLPs of two, the projection to the low path, the mixer.
  expect(blocks).toBe(8);
  expect(after.parameters).toBeLessThan(before.parameters);
  expect(after.dispatches).toBeLessThan(before.dispatches);
  expect(after.bytesMoved).toBeLessThan(before.bytesMoved);
  expect(after.flops).toBeLessThan(before.flops);
});
