import { test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { segmentSummary, segmentSummaryBackward, type SegmentSummaryAttributes } from "./kernel.ts";

const BASE: SegmentSummaryAttributes = {
  heads: 2,
  width: 8,
  pattern: "fixed",
  segment: 8,
  pooling: "max",
  scale: 0.35,
};

test.each([
  [2, 63, {}],
  [1, 65, { pooling: "mean" }],
  [1, 33, { pattern: "log-n" }],
  [2, 20, { pattern: "log-n", pooling: "mean", width: 5 }],
  [1, 3, { segment: 1, width: 3, heads: 1 }],
] as const)("summaries of %i x %i tokens, %o", async (batch, tokens, changes) => {
  const attributes = { ...BASE, ...changes };
  const qkv = f32(batch, tokens, 3 * attributes.heads * attributes.width);
  const values = randomValues(sizeOf(qkv.shape), 1);
  await expectKernelMatches(segmentSummary, { inputs: [qkv], values: { 0: values }, attributes, tolerance: 3e-6 });
  const [summary, lse] = segmentSummary.infer([qkv], attributes);
  const [saved, statistics] = segmentSummary.reference([values], attributes, [qkv]);
  await expectKernelMatches(segmentSummaryBackward, {
    inputs: [qkv, summary, lse, summary],
    values: { 0: values, 1: saved, 2: statistics },
    attributes,
    tolerance: 2e-5,
  });
});
