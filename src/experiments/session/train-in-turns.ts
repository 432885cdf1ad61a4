import type { RunEvent } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import type { ActiveRun } from "./active-run.ts";
import type { SessionControl } from "./control.ts";

export interface Turns {
  readonly experiment: Experiment;
  readonly control: SessionControl;
  readonly emit: (event: RunEvent) => void;
  readonly pauseAtStep: number | undefined;
  /** Between two rounds, before the session may be paused there. */
  readonly betweenRounds: () => Promise<void>;
}

async function advance(run: ActiveRun, isFirst: boolean, emit: Turns["emit"]): Promise<void> {
  const phase = { type: "phase", phase: "first-step", arm: run.arm.id, total: 1, unit: "steps" } as const;
  if (isFirst) emit({ ...phase, done: 0 });
  await run.advance();
  if (isFirst) emit({ ...phase, done: 1 });
}

async function lookAt(run: ActiveRun, { evaluate, samples }: Experiment): Promise<void> {
  if (run.step % evaluate.every === 0 || run.isDone) await run.evaluateQuick();
  if (samples?.every !== undefined && run.step % samples.every === 0 && !run.isDone) {
    await run.writePlannedSample(samples);
  }
}

/** Trains the runs in turns, one step each, to their ends or until the session is stopped. */
export async function trainInTurns(runs: readonly ActiveRun[], turns: Turns): Promise<void> {
  const { control, experiment, emit } = turns;
  let round = Math.min(...runs.map((run) => run.step));
  while (runs.some((run) => !run.isDone)) {
    await turns.betweenRounds();
    if (control.wantsPause) for (const run of runs) await run.collect(true);
    if (!(await control.boundary())) return;
    const training = runs.filter((run) => !run.isDone);
    for (const run of training) await advance(run, round === 0, emit);
    round += 1;
    for (const run of training) await lookAt(run, experiment);
    if (round === turns.pauseAtStep) void control.pause();
  }
}
