import { expect, test } from "vitest";
import { ATTENTION_CLASSES } from "../../kernels-wgsl/attention/variant.ts";
import { Gpu } from "../gpu/gpu.ts";
import { tuneVariants } from "./autotune.ts";

test("the autotuner tries every pass of attention, and finds its candidates right", { timeout: 120_000 }, async () => {
  const gpu = await Gpu.open();
  const attentions = [{ batch: 1, heads: 1, positions: 20, headWidth: 4 }];
  const { classes } = await tuneVariants(gpu, { budgetMs: 30, products: [], attentions });
  expect(classes.map(({ shapeClass }) => shapeClass)).toEqual(ATTENTION_CLASSES);
  for (const { candidates } of classes) {
    for (const { name, error, ms } of candidates) {
      expect(error, name).toBeLessThanOrEqual(1e-5);
      expect(ms, name).toBeGreaterThan(0);
    }
  }
  expect(gpu.deviceError).toBeNull();
});
