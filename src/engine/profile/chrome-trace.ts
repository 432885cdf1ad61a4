import type { Phase } from "../graph/graph.ts";
import type { StepProfile } from "./step-profile.ts";

/** A complete event (`X`: microseconds) or a name (`M`) of the Trace Event Format, which chrome://tracing and Perfetto open. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: "X" | "M";
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, string | number>>;
}

export interface ChromeTrace {
  readonly displayTimeUnit: "ms";
  readonly traceEvents: readonly TraceEvent[];
  readonly otherData: Readonly<Record<string, string>>;
}

/** One row of the trace per pass, in the order of a step. */
const THREADS: Readonly<Record<Phase, number>> = { forward: 1, backward: 2, optimizer: 3 };
const PROCESS = 1;

/** A profiled step as a trace: a row per pass, an event per launch with its block, work and share of the peak. */
export function chromeTrace(profile: StepProfile): ChromeTrace {
  const { arm, step, adapter, isSoftware, launches } = profile;
  const name = (kind: string, tid: number, text: string): TraceEvent => ({
    name: kind,
    ph: "M",
    pid: PROCESS,
    tid,
    args: { name: text },
  });
  const passes = Object.entries(THREADS).map(([phase, tid]) => name("thread_name", tid, phase));
  const events = launches.map(
    ({ label, scope, phase, startMs, ms, flops, bytes, peakFraction, bound }): TraceEvent => ({
      name: label,
      cat: phase,
      ph: "X",
      pid: PROCESS,
      tid: THREADS[phase],
      ts: startMs * 1000,
      dur: ms * 1000,
      args: { block: scope, flops, bytes, peakFraction, bound },
    }),
  );
  return {
    displayTimeUnit: "ms",
    traceEvents: [name("process_name", 0, `${arm}, step ${step}`), ...passes, ...events],
    otherData: { adapter, timings: isSoftware ? "software adapter: not a ranking" : "device clock" },
  };
}
