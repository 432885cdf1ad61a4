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
  const launch = (scope: string, label: string, ms: number) => ({
    scope,
    label,
    ms,
    phase: "forward" as const,
    startMs: 0,
    flops: 100,
    bytes: 8,
  });
  recorder.addProfile([launch("attn", "matmul", 1), launch("attn", "matmul", 2), launch("ffn", "matmul", 5)]);
  recorder.addProfile([launch("attn", "matmul", 3), launch("attn", "matmul", 4), launch("ffn", "matmul", 7)]);
  const rows = [
    { block: "ffn", label: "matmul", ms: 6, launches: 1, flops: 100, bytes: 8 },
    { block: "attn", label: "matmul", ms: 5, launches: 2, flops: 200, bytes: 16 },
  ];
  expect(recorder.timings().kernels).toEqual(rows);
  const device = { peakFlopsPerSecond: 1e5, bytesPerSecond: 1e5, secondsPerLaunch: 0 };
  recorder.setDevice(device);
  const timings = recorder.timings();
  // At the peak 200 operations take 2 ms and 400 take 4 ms; they took 12 ms and 10 ms in the two steps together.
  expect(timings.kernels!.map((row) => row.peakFraction)).toEqual([expect.closeTo(2 / 12), expect.closeTo(4 / 10)]);
  expect(timingsSchema.parse(timings).device).toEqual(device);
});

it("says nothing about what was not measured", () => {
  const recorder = new TimingRecorder(undefined);
  recorder.addStep(5, null);
  expect(recorder.timings()).toEqual({});
});
