import { formatNumber, formatSeconds } from "../../lib/format.ts";
import { Term } from "../components/term.tsx";
import type { SessionView } from "../store/session-view.ts";
import { hasCurves } from "../store/session-view.ts";
import { phaseAmount, phaseTitle, progressOf } from "./progress.ts";

const STATE_WORDS: Record<SessionView["state"], string> = {
  idle: "ready",
  preparing: "preparing",
  running: "running",
  paused: "paused at a step boundary",
  stopping: "stopping at the next step",
  finished: "finished",
  failed: "stopped by a problem",
};

/** An estimate: whole seconds, then minutes. */
function roughSeconds(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : formatSeconds(seconds);
}

/** State, steps done and time left in one line that keeps its height. */
export function ProgressLine({ view }: { readonly view: SessionView }) {
  const progress = progressOf(view);
  const { activity, state } = view;
  const seeds = [...new Set(view.plannedRuns.map((key) => key.seed))];
  const current = view.runs.at(-1)?.key;
  return (
    <div className={`progress-line state-${state}`} role="status">
      <span className="state-dot" aria-hidden="true" />
      <span>{STATE_WORDS[state]}</span>
      {progress === undefined ? null : (
        <>
          <Term of="progress" isQuiet className="number">
            step {formatNumber(progress.stepsDone)} of {formatNumber(progress.stepsInAll)}
          </Term>
          <progress value={progress.stepsDone} max={progress.stepsInAll} aria-label="Steps done" />
        </>
      )}
      {seeds.length > 1 && current !== undefined ? (
        <span className="number">
          seed {current.seed} ({seeds.indexOf(current.seed) + 1} of {seeds.length})
        </span>
      ) : null}
      {progress?.secondsLeft === undefined || (state !== "running" && state !== "paused") ? null : (
        <span className="number">about {roughSeconds(progress.secondsLeft)} left</span>
      )}
      {activity !== undefined && hasCurves(view) ? (
        <span className="quiet number">
          {phaseTitle(activity.phase)} {phaseAmount(activity)}
        </span>
      ) : null}
    </div>
  );
}
