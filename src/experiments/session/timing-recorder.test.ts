import { expect, it } from "vitest";
import { timingsSchema } from "../schema/result.ts";
import { TimingRecorder } from "./timing-recorder.ts";

const phases = (forwardMs: number) => ({ forwardMs, backwardMs: 2 * forwardMs, optimizerMs: 1 });

it("leaves the first two steps out and gives medians and tails", () => {
  const recorder = new TimingRecorder(900);
  for (const ms of [1000, 500, 10, 20, 30]) recorder.addStep(ms, phases(ms / 10));
  const timings = recorder.timings();
  expect(timings.stepMs).toEqual({ median: 20, p10: 12, p90: 28 });
  expect(timings.forwardMs!.median).toBe(2);
  expect(timings.compileMs).toBe(900);
  expect(recorder.deviceMsPerStep).toBe(7);
  expect(timingsSchema.parse(timings)).toEqual(timings);
});

it("sums kernels per block within a step and averages over profiled steps", () => {
  const recorder = new TimingRecorder(undefined);
  const launch = (scope: string, label: string, ms: number) => ({ scope, label, ms, phase: "forward" as const });
  recorder.addProfile([launch("attn", "matmul", 1), launch("attn", "matmul", 2), launch("ffn", "matmul", 5)]);
  recorder.addProfile([launch("attn", "matmul", 3), launch("attn", "matmul", 4), launch("ffn", "matmul", 7)]);
  expect(recorder.timings().kernels).toEqual([
    { block: "ffn", label: "matmul", ms: 6, launches: 1 },
    { block: "attn", label: "matmul", ms: 5, launches: 2 },
  ]);
});

it("says nothing about what was not measured", () => {
  const recorder = new TimingRecorder(undefined);
  recorder.addStep(5, null);
  expect(recorder.timings()).toEqual({});
});
