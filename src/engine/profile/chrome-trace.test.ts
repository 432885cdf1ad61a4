import { expect, it } from "vitest";
import { chromeTrace } from "./chrome-trace.ts";
import { findProfile, profileLaunches, type StepProfile } from "./step-profile.ts";

const device = { peakFlopsPerSecond: 1e9, bytesPerSecond: 1e8, secondsPerLaunch: 1e-5 };
const launches = profileLaunches(
  [
    { label: "matmul_nt", scope: "ffn", phase: "forward", startMs: 0, ms: 2, flops: 1e6, bytes: 1e4 },
    { label: "matmul_tn", scope: "ffn", phase: "backward", startMs: 2.5, ms: 4, flops: 1e6, bytes: 2e5 },
    { label: "adamw", scope: "optimizer", phase: "optimizer", startMs: 7, ms: 0, flops: 10, bytes: 40 },
  ],
  device,
);
const profile: StepProfile = { arm: "base", step: 5, adapter: "a", isSoftware: true, device, launches };

it("gives each launch its share of the ceiling that bounds it", () => {
  expect(launches.map(({ peakFraction, bound }) => [peakFraction, bound])).toEqual([
    [0.5, "compute"],
    [0.5, "memory"],
    [0, "memory"],
  ]);
});

it("is a trace as the Trace Event Format wants it", () => {
  const trace = chromeTrace(profile);
  expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  const names = trace.traceEvents.filter(({ ph }) => ph === "M");
  expect(names.map(({ name, args }) => [name, args.name])).toEqual([
    ["process_name", "base, step 5"],
    ["thread_name", "forward"],
    ["thread_name", "backward"],
    ["thread_name", "optimizer"],
  ]);
  const complete = trace.traceEvents.filter(({ ph }) => ph === "X");
  expect(complete).toHaveLength(3);
  for (const { ts, dur, pid, tid } of complete) {
    for (const number of [ts, dur, pid, tid]) expect(Number.isFinite(number)).toBe(true);
    expect(names.some((name) => name.pid === pid && name.tid === tid)).toBe(true);
  }
  expect(complete[1]).toEqual({
    name: "matmul_tn",
    cat: "backward",
    ph: "X",
    pid: 1,
    tid: 2,
    ts: 2500,
    dur: 4000,
    args: { block: "ffn", flops: 1e6, bytes: 2e5, peakFraction: 0.5, bound: "memory" },
  });
});

it("keeps the events of a row apart, in order", () => {
  const complete = chromeTrace(profile).traceEvents.filter(({ ph }) => ph === "X");
  complete.slice(1).forEach(({ ts }, i) => expect(ts).toBeGreaterThanOrEqual(complete[i].ts! + complete[i].dur!));
});

it("says when the times are no ranking", () => {
  expect(chromeTrace(profile).otherData.timings).toBe("software adapter: not a ranking");
  expect(chromeTrace({ ...profile, isSoftware: false }).otherData.timings).toBe("device clock");
});

it("finds the profile of an arm, or says which there are", () => {
  const profiles = new Map([["base", profile]]);
  expect(findProfile(profiles)).toBe(profile);
  expect(findProfile(profiles, "base")).toBe(profile);
  expect(() => findProfile(profiles, "other")).toThrow("there is one of base");
  expect(() => findProfile(new Map())).toThrow("at least five steps");
});
