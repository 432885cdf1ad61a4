import { expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../build/block-run.ts";
import { costOf } from "../build/cost.ts";
import { float64Run } from "../build/float64-run.ts";
import { largestDifference, randomIds } from "../build/random-ids.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { readDocument } from "../document/validate.ts";
import { presetById } from "./index.ts";
import { decoder, type DecoderSize } from "./language-models.ts";
import { threePhase } from "./three-phase.ts";

const WIDTH = 12;
const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 2, hidden: 20, heads: 6, kvHeads: 3 };

test("rotation off, horn off and one phase are LM-base to the bit", () => {
  const ids = randomIds(2, 9, SIZE.vocabulary);
  const bare = threePhase("bare", SIZE, { phases: 1, rotation: "off", horn: "off" });
  expect(largestDifference(float64Run(bare, ids).logits, float64Run(decoder("base", SIZE), ids).logits)).toBe(0);
});

test.each([2, 3, 6])("the norm per phase is the global norm when all %i stripes have equal mean square", (groups) => {
  const stripe = WIDTH / groups;
  const drawn = randomValues(5 * WIDTH, 1);
  const values = drawn.map((value, i) => {
    const start = i - (i % stripe);
    return value / Math.hypot(...drawn.subarray(start, start + stripe));
  });
  const x = { shape: [1, 5, WIDTH], values };
  expect(largestDifference(blockRun("norm", { groups }, x).y, blockRun("norm", {}, x).y)).toBeLessThan(1e-12);
});

test("the arms of each sweep have equal parameters but for the angles, L D / (2 N)", () => {
  for (const [name, width, layers] of [
    ["nano", 96, 3],
    ["mini", 192, 4],
  ] as const) {
    const counts = [1, 2, 3, 4, 6, 8, 12].map((phases) => {
      const { document } = presetById(`3pt-${name}-sweep-${phases}`);
      const { parameters } = costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength: 4 });
      return parameters - (layers * width) / (2 * phases);
    });
    expect(new Set(counts).size).toBe(1);
  }
});
