import { scaleCounters } from "../../lib/counters.ts";
import type { Counters } from "../../lib/counters.ts";
import { arithmeticEnergy, assumedEnergyJoules, memoryEnergy, POWER_PRESETS, roofline } from "../../lib/energy.ts";
import type { MeasuredDevice } from "../../lib/energy.ts";
import { DEFAULT_COEFFICIENTS } from "../../lib/energy-coefficients.ts";
import type { PressureState } from "../../lib/compute-pressure.ts";
import type { EnergyReport } from "../schema/result.ts";

export interface EnergyFacts {
  /** Of one training step. */
  readonly counters: Counters;
  readonly tokensPerStep: number;
  /** Device time of a step, from timestamps; undefined where there are none. */
  readonly deviceMsPerStep?: number | undefined;
  /** What the device reaches; undefined before it was measured. */
  readonly device?: MeasuredDevice | undefined;
  readonly isSoftwareAdapter?: boolean;
  readonly pressure?: Record<PressureState, number> | undefined;
}

function assumedWatts(isSoftwareAdapter: boolean | undefined): number {
  const id = isSoftwareAdapter === true ? "software" : "integrated";
  return POWER_PRESETS.find((preset) => preset.id === id)!.watts;
}

/** The proxies of one run per training token; those that could not be measured here are absent. */
export function energyReport(facts: EnergyFacts): EnergyReport {
  const perToken = scaleCounters(facts.counters, 1 / facts.tokensPerStep);
  const memory = memoryEnergy(perToken, DEFAULT_COEFFICIENTS);
  const watts = assumedWatts(facts.isSoftwareAdapter);
  const joules = (deviceMs: number): number =>
    assumedEnergyJoules({ busySeconds: deviceMs / 1000, assumedWatts: watts }) / facts.tokensPerStep;
  return {
    table: DEFAULT_COEFFICIENTS.id,
    arithmeticPicojoulesPerToken: arithmeticEnergy(perToken, DEFAULT_COEFFICIENTS).totalPj,
    memoryPicojoulesPerToken: { allInCache: memory.allInCachePj, allFromMemory: memory.allDramPj },
    ...(facts.device === undefined ? {} : { rooflineMsPerStep: 1000 * roofline(facts.counters, facts.device).seconds }),
    ...(facts.deviceMsPerStep === undefined
      ? {}
      : { assumedPowerJoulesPerToken: joules(facts.deviceMsPerStep), assumedPowerWatts: watts }),
    ...(facts.pressure === undefined ? {} : { pressureShare: facts.pressure }),
  };
}
