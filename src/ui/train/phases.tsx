import type { PhaseEvent } from "../../workers/protocol.ts";
import { Term } from "../components/term.tsx";
import type { SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";
import { isPhaseDone, phaseAmount, phaseTitle, preparationOf } from "./progress.ts";

function ReportedPhase({ phase, arm }: { readonly phase: PhaseEvent; readonly arm: NamedArm | undefined }) {
  const title = arm === undefined ? phaseTitle(phase.phase) : `${phaseTitle(phase.phase)} ${arm.title}`;
  return (
    <li className={isPhaseDone(phase) ? "phase done" : "phase active"}>
      <span>{title}</span>
      {phase.total === undefined ? (
        <span className="phase-track" />
      ) : (
        <progress value={phase.done} max={Math.max(phase.total, 1)} aria-label={title} />
      )}
      <span className="number">{phaseAmount(phase)}</span>
    </li>
  );
}

/** What is being prepared before the first point: every phase with its count, never a bare spinner. */
export function Phases({ view, arms }: { readonly view: SessionView; readonly arms: readonly NamedArm[] }) {
  return (
    <div className="phases" role="status">
      <h3>
        <Term of="phase">Before the first point</Term>
      </h3>
      <ol>
        {preparationOf(view.phases).map((phase) =>
          typeof phase === "string" ? (
            <li key={phase} className="phase">
              <span>{phaseTitle(phase)}</span>
              <span className="phase-track" />
              <span className="number">–</span>
            </li>
          ) : (
            <ReportedPhase
              key={`${phase.phase} ${phase.arm ?? ""}`}
              phase={phase}
              arm={arms.find((arm) => arm.id === phase.arm)}
            />
          ),
        )}
      </ol>
    </div>
  );
}
