import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { hashName } from "../../lib/threefry.ts";
import { float64Batch } from "../build/float64-batch.ts";
import { segmenterLoss } from "./pem-loss.fixture.ts";
import type { SegmenterSize } from "./pem.ts";

/** So small that no sample crosses a whole place, no cell the border of a region, and no query chooses another pixel. */
const STEP = 1e-7;

/** Weights away from their start, moved by `step` along a direction of their own. */
const movedBy = (step: number) => (name: string, initial: Float64Array) => {
  const [noise, direction] = [0, 1].map((salt) => randomValues(initial.length, hashName(name) + salt));
  return initial.map((value, i) => value + 0.2 * noise[i] + step * direction[i]);
};

// The slope of the loss along a direction in which every parameter moves at once.
describe("gradients of a small segmenter agree with central differences", () => {
  test.each<[string, Partial<SegmenterSize>]>([
    ["prototypes", {}],
    ["prototypes softly chosen, learned upsampling", { attention: "soft-prototype", upsampling: "learned" }],
    ["masked attention, twice modulated", { attention: "masked", modulation: "twice" }],
    ["full attention, neither", { attention: "full", isDeformable: false, modulation: "off", layers: 3 }],
  ])("%s", { timeout: 20_000 }, (_, change) => {
    const { graph, loss, inputs } = segmenterLoss(change);
    const given = new Map([...inputs].map(([tensor, values]) => [tensor.id, values]));
    const run = (step: number) => float64Batch(graph, given, { seed: 1, weights: movedBy(step) });
    const lossAt = (step: number): number => run(step).valueOf(loss.root.id)[0];
    let slope = 0;
    const { gradients } = run(0);
    for (const { declaration } of graph.parameters) {
      if (!declaration.isTrainable) continue;
      const { name } = declaration.parts[0];
      const gradient = gradients.get(name) ?? new Float64Array();
      const direction = randomValues(gradient.length, hashName(name) + 1);
      expect(gradient.length, name).toBeGreaterThan(0);
      slope += gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
    }
    const want = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
    expect(Math.abs(slope - want) / Math.abs(want)).toBeLessThan(1e-6);
  });
});
