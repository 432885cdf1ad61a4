import type { StepProfile } from "../../engine/profile/step-profile.ts";
import type { RunKey } from "../schema/events.ts";
import type { RunRecord } from "../schema/result.ts";
import type { ActiveRun } from "./active-run.ts";
import type { PreparedData } from "./prepare-data.ts";
import { isSameRun } from "./run-groups.ts";
import { trainedArm } from "./trained-arm.ts";
import type { TrainedArm } from "./trained-arm.ts";

export interface FinishedRun {
  readonly arm: string;
  readonly run: RunRecord;
}

/** What is left of runs that ended: their records, and of each arm the last profile and the last weights. */
export class FinishedRuns {
  readonly profiles = new Map<string, StepProfile>();
  readonly trained = new Map<string, TrainedArm>();
  readonly #runs: FinishedRun[];

  constructor(before: readonly FinishedRun[]) {
    this.#runs = [...before];
  }

  get all(): FinishedRun[] {
    return [...this.#runs];
  }

  /** Ends a run and keeps what it leaves. */
  async take(run: ActiveRun, data: PreparedData): Promise<RunRecord> {
    const record = await run.finish();
    if (run.latestProfile !== undefined) this.profiles.set(run.arm.id, run.latestProfile);
    this.trained.set(run.arm.id, await trainedArm(run, data));
    this.#runs.push({ arm: run.arm.id, run: record });
    return record;
  }

  ofArm(arm: string): RunRecord[] {
    return this.#runs.filter((finished) => finished.arm === arm).map(({ run }) => run);
  }

  has(key: RunKey): boolean {
    return this.#runs.some(({ arm, run }) =>
      isSameRun(key, { arm, seed: run.seed, peakLearningRate: run.learningRate }),
    );
  }
}
