import { formatPercent, formatSeconds } from "../../lib/format.ts";
import type { StepProfile } from "../../workers/protocol.ts";
import { busyMs, workOf } from "./work-rows.ts";

const PHASES = ["forward", "backward", "optimizer"] as const;

/** What forward, backward and optimizer take of a step. */
export function PhaseSplit({ profile }: { readonly profile: StepProfile }) {
  const total = busyMs(profile);
  const parts = PHASES.map((phase) => {
    const launches = profile.launches.filter((launch) => launch.phase === phase);
    return { phase, count: launches.length, ms: workOf(launches).ms };
  });
  return (
    <dl className="phase-split">
      <div>
        <dt>step {profile.step}</dt>
        <dd className="number">
          {formatSeconds(total / 1000)} in {profile.launches.length} launches
        </dd>
      </div>
      {parts.map(({ phase, count, ms }) => (
        <div key={phase}>
          <dt>
            <span className={`split-key split-${phase}`} /> {phase}
          </dt>
          <dd className="number">
            {formatSeconds(ms / 1000)} · {formatPercent(total > 0 ? ms / total : 0, 2)} · {count} launches
          </dd>
        </div>
      ))}
    </dl>
  );
}
