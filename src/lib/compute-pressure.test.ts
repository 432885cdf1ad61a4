import { describe, expect, test } from "vitest";
import { isUnderPressure, observePressure, pressureShares, type PressureRecord } from "./compute-pressure.ts";

type Callback = (records: readonly PressureRecord[]) => void;

function observerClass(refuses: boolean, callbacks: Callback[]) {
  return class {
    static readonly knownSources = ["cpu"];
    constructor(callback: Callback) {
      callbacks.push(callback);
    }
    observe(): Promise<void> {
      return refuses ? Promise.reject(new Error("NotAllowedError")) : Promise.resolve();
    }
    disconnect(): void {
      callbacks.length = 0;
    }
  };
}

describe("observePressure", () => {
  test("passes records on until it is stopped", async () => {
    const callbacks: Callback[] = [];
    const seen: PressureRecord[] = [];
    const stop = await observePressure((record) => seen.push(record), {
      PressureObserver: observerClass(false, callbacks),
    });
    callbacks[0]([{ time: 5, state: "fair" }]);
    expect(seen).toEqual([{ time: 5, state: "fair" }]);
    stop!();
    expect(callbacks).toEqual([]);
  });

  test("is absent, without an error, where the interface is missing, has no CPU source or is forbidden", async () => {
    const ignore = (): void => undefined;
    expect(await observePressure(ignore, {})).toBeUndefined();
    expect(await observePressure(ignore, { PressureObserver: observerClass(true, []) })).toBeUndefined();
    const withoutCpu = Object.assign(observerClass(false, []), { knownSources: [] as string[] });
    expect(await observePressure(ignore, { PressureObserver: withoutCpu })).toBeUndefined();
  });
});

test("shares weigh each state by its duration", () => {
  const records: PressureRecord[] = [
    { time: 100, state: "nominal" },
    { time: 400, state: "critical" },
  ];
  expect(pressureShares(records, 500)).toEqual({ nominal: 0.75, fair: 0, serious: 0, critical: 0.25 });
  expect(pressureShares([], 500)).toBeUndefined();
});

test("serious and critical taint timings", () => {
  expect(["nominal", "fair", "serious", "critical"].map((state) => isUnderPressure(state as "fair"))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
