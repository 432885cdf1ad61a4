import type { EnergyReport } from "../../experiments/schema/result.ts";
import { formatScaled } from "../../lib/format.ts";
import { pressureShares } from "../../lib/compute-pressure.ts";
import type { PressureRecord } from "../../lib/compute-pressure.ts";
import type { ProxyId } from "../store/settings-store.ts";
import type { RunView, SessionView } from "../store/session-view.ts";
import { runInFront } from "./run-in-front.ts";

/** One proxy of one arm: per token, and for the run so far. Two numbers: a range from all-in-cache to all-from-memory. */
export interface ProxyAmount {
  readonly perToken: readonly number[];
  readonly soFar: readonly number[];
  readonly unit: "J" | "s";
}

function amount(perToken: readonly number[], tokens: number, unit: "J" | "s"): ProxyAmount {
  return { perToken, soFar: perToken.map((value) => value * tokens), unit };
}

const PICO = 1e-12;

function tokensPerStep(run: RunView): number {
  return (run.curves.tokens.at(-1) ?? NaN) / (run.curves.step.at(-1) ?? NaN);
}

/** Device seconds of one step: the sum of its passes. */
function busySecondsPerStep(run: RunView | undefined): number | undefined {
  const { forwardMs, backwardMs, optimizerMs } = run?.timings ?? {};
  if (forwardMs === undefined || backwardMs === undefined || optimizerMs === undefined) return undefined;
  return (forwardMs.median + backwardMs.median + optimizerMs.median) / 1000;
}

/** What the counters say as soon as the model is planned, and what only a finished run knows. */
function energyReportOf(view: SessionView, arm: string): Partial<EnergyReport> {
  const planned = view.arms.find(({ id }) => id === arm)?.energy;
  const finished = view.runs.findLast((run) => run.key.arm === arm && run.energy !== undefined)?.energy;
  return { ...planned, ...finished };
}

/** A proxy of an arm; undefined where it is not measured, or not yet. */
export function proxyOfArm(view: SessionView, arm: string, proxy: ProxyId, watts: number): ProxyAmount | undefined {
  const run = runInFront(view, arm);
  const tokens = run?.curves.tokens.at(-1) ?? 0;
  const energy = energyReportOf(view, arm);
  switch (proxy) {
    case "arithmetic": {
      const picojoules = energy.arithmeticPicojoulesPerToken;
      return picojoules === undefined ? undefined : amount([picojoules * PICO], tokens, "J");
    }
    case "memory": {
      const range = energy.memoryPicojoulesPerToken;
      if (range === undefined) return undefined;
      return amount([range.allInCache * PICO, range.allFromMemory * PICO], tokens, "J");
    }
    case "roofline": {
      const ms = energy.rooflineMsPerStep;
      if (ms === undefined || run === undefined) return undefined;
      return amount([ms / 1000 / tokensPerStep(run)], tokens, "s");
    }
    case "time-power": {
      const seconds = busySecondsPerStep(run);
      if (seconds === undefined || run === undefined) return undefined;
      return amount([(seconds * watts) / tokensPerStep(run)], tokens, "J");
    }
    case "pressure":
      return undefined;
  }
}

/** "12.3 nJ", or a range "1.20 nJ to 15.4 nJ". */
export function formatAmounts(values: readonly number[], unit: string): string {
  return values.map((value) => formatScaled(value, unit)).join(" to ");
}

/** Shares of the session in each state of CPU pressure: live records, else what the result kept. */
export function pressureOf(
  view: SessionView,
  records: readonly PressureRecord[],
): EnergyReport["pressureShare"] | undefined {
  const last = records.at(-1);
  if (last !== undefined) return pressureShares(records, last.time + 1) ?? undefined;
  return view.runs.findLast((run) => run.energy?.pressureShare !== undefined)?.energy?.pressureShare;
}
