import type { Gpu } from "../../engine/gpu/gpu.ts";
import type { PressureState } from "../../lib/compute-pressure.ts";
import type { RunEvent } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import type { PreparedData } from "./prepare-data.ts";
import type { ProfileRequests } from "./profile-requests.ts";
import type { StepClock } from "./step-clock.ts";

/** What all runs of a session share. */
export interface RunSurroundings {
  readonly gpu: Gpu;
  readonly experiment: Experiment;
  readonly data: PreparedData;
  readonly clock: StepClock;
  readonly adapter: string;
  readonly emit: (event: RunEvent) => void;
  readonly pressure: () => Record<PressureState, number> | undefined;
  readonly profileRequests: ProfileRequests;
}
