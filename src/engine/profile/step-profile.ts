import { Failure } from "../../lib/failure.ts";
import type { MeasuredDevice } from "../../lib/energy.ts";
import { roofShare } from "../../lib/roofline.ts";
import type { RoofShare } from "../../lib/roofline.ts";
import type { LaunchTime } from "../gpu/launch-timer.ts";

/** A launch beside what the device reaches. */
export type ProfiledLaunch = LaunchTime & RoofShare;

/** One training step, launch by launch, each timed in a pass of its own. */
export interface StepProfile {
  readonly arm: string;
  /** Optimizer steps done when it ended. */
  readonly step: number;
  readonly adapter: string;
  /** True: the times are no ranking. */
  readonly isSoftware: boolean;
  readonly device: MeasuredDevice;
  readonly launches: readonly ProfiledLaunch[];
}

export function profileLaunches(launches: readonly LaunchTime[], device: MeasuredDevice): ProfiledLaunch[] {
  return launches.map((launch) => ({ ...launch, ...roofShare(launch, device) }));
}

/** The profile of an arm, or of the first arm; a sentence where there is none. */
export function findProfile(profiles: ReadonlyMap<string, StepProfile>, arm?: string): StepProfile {
  const profile = arm === undefined ? [...profiles.values()].at(0) : profiles.get(arm);
  if (profile !== undefined) return profile;
  const known = [...profiles.keys()];
  if (arm !== undefined && known.length > 0) {
    throw new Failure(`There is no profiled step of arm ${arm}; there is one of ${known.join(", ")}.`);
  }
  throw new Failure(
    "No step was profiled yet: the fifth step of a run is the first, and it needs a device with timestamp queries. Train for at least five steps.",
  );
}
