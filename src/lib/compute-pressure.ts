/** Proxy 5: the CPU pressure that the browser reports (Compute Pressure interface; Chromium only today). */

export const PRESSURE_STATES = ["nominal", "fair", "serious", "critical"] as const;
export type PressureState = (typeof PRESSURE_STATES)[number];

export interface PressureRecord {
  /** Milliseconds on the `performance.now()` clock. */
  readonly time: number;
  readonly state: PressureState;
}

interface PressureObserverLike {
  observe(source: "cpu", options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}

interface PressureScope {
  readonly PressureObserver?: {
    readonly knownSources: readonly string[];
    new (callback: (records: readonly PressureRecord[]) => void): PressureObserverLike;
  };
}

const SAMPLE_INTERVAL_MS = 1000;

/** Starts observing; the returned function stops it. Undefined where the browser has no such interface or forbids it. */
export async function observePressure(
  onRecord: (record: PressureRecord) => void,
  scope: PressureScope = globalThis as PressureScope,
): Promise<(() => void) | undefined> {
  const Observer = scope.PressureObserver;
  if (Observer?.knownSources.includes("cpu") !== true) return undefined;
  const observer = new Observer((records) => {
    for (const { time, state } of records) onRecord({ time, state });
  });
  try {
    await observer.observe("cpu", { sampleInterval: SAMPLE_INTERVAL_MS });
  } catch {
    // NotAllowedError under a permissions policy: the same to us as having no interface.
    return undefined;
  }
  return () => observer.disconnect();
}

/** Share of the time spent in each state up to `endTime`; undefined when nothing was recorded. */
export function pressureShares(
  records: readonly PressureRecord[],
  endTime: number,
): Record<PressureState, number> | undefined {
  const start = records.at(0)?.time;
  if (start === undefined || endTime <= start) return undefined;
  const shares: Record<PressureState, number> = { nominal: 0, fair: 0, serious: 0, critical: 0 };
  records.forEach(({ time, state }, index) => {
    const until = Math.min(endTime, records.at(index + 1)?.time ?? endTime);
    shares[state] += Math.max(0, until - time) / (endTime - start);
  });
  return shares;
}

/** Timings taken under this much pressure carry a warning. */
export function isUnderPressure(state: PressureState): boolean {
  return state === "serious" || state === "critical";
}
