import { Term } from "../components/term.tsx";
import type { SessionView } from "../store/session-view.ts";
import { isPhaseDone, phaseAmount, phaseTitle, PREPARATION } from "./progress.ts";

/** What is being prepared before the first point: every phase with its count, never a bare spinner. */
export function Phases({ view }: { readonly view: SessionView }) {
  const reported = view.phases.filter((phase) => phase.phase !== "evaluation" && phase.phase !== "sample");
  const waiting = PREPARATION.filter((name) => !reported.some((phase) => phase.phase === name));
  const armTitle = (id: string): string => view.arms.find((arm) => arm.id === id)?.title ?? id;
  return (
    <div className="phases" role="status">
      <h3>
        <Term of="phase">Before the first point</Term>
      </h3>
      <ol>
        {reported.map((phase) => (
          <li key={`${phase.phase} ${phase.arm ?? ""}`} className={isPhaseDone(phase) ? "phase done" : "phase active"}>
            <span>
              {phaseTitle(phase.phase)}
              {phase.arm === undefined ? "" : ` ${armTitle(phase.arm)}`}
            </span>
            {phase.total === undefined ? (
              <span className="phase-track" />
            ) : (
              <progress value={phase.done} max={Math.max(phase.total, 1)} aria-label={phaseTitle(phase.phase)} />
            )}
            <span className="number">{phaseAmount(phase)}</span>
          </li>
        ))}
        {waiting.map((name) => (
          <li key={name} className="phase">
            <span>{phaseTitle(name)}</span>
            <span className="phase-track" />
            <span className="number">–</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
