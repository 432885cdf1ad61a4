import { formatNumber } from "../../lib/format.ts";
import type { EngineApi } from "../../workers/protocol.ts";

export type Tuning = Awaited<ReturnType<EngineApi["tuning"]>>;

const SOURCES: Record<Tuning["source"], string> = {
  shipped: "The choice is the shipped one: nothing was measured on this device.",
  measured: "Candidates were measured on this device, each checked against the naive kernel first.",
  remembered: "The choice was measured on this device before, and is remembered for this browser version.",
};

/** "shared 64x64 0.41 ms"; why there is no time where there is none. */
function candidateText({ name, ms, error }: Tuning["classes"][number]["candidates"][number]): string {
  if (ms !== null) return `${name} ${formatNumber(ms, 3)} ms`;
  return error === null ? `${name} could not run` : `${name} not timed, off by ${formatNumber(error, 2)}`;
}

/** Which candidate computes which class of shapes here, and what the others took. */
export function TuningTable({ tuning }: { readonly tuning: Tuning }) {
  const { source, variants, classes, notices } = tuning;
  const chosen = new Map([...classes.map((one) => [one.shapeClass, one.chosen] as const), ...Object.entries(variants)]);
  return (
    <section className="panel" aria-labelledby="tuning-heading">
      <div className="panel-heading">
        <h2 id="tuning-heading">Choice of variants</h2>
      </div>
      <p className="note">
        {[SOURCES[source], ...notices].join(" ")}
        {chosen.size === 0 ? " Every kernel follows its own rule for the kind of adapter." : ""}
      </p>
      {chosen.size === 0 ? null : (
        <div className="scroll profile-scroll" tabIndex={0} role="region" aria-label="Choice of variants">
          <table className="table compact">
            <thead>
              <tr>
                <th scope="col">class of shapes</th>
                <th scope="col">chosen</th>
                <th scope="col">candidates at m × n × k</th>
              </tr>
            </thead>
            <tbody>
              {[...chosen].map(([shapeClass, candidate]) => (
                <tr key={shapeClass}>
                  <th scope="row">{shapeClass}</th>
                  <td>{candidate}</td>
                  <td>{candidatesText(classes.find((one) => one.shapeClass === shapeClass))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function candidatesText(measured: Tuning["classes"][number] | undefined): string {
  if (measured === undefined) return "–";
  const { m, n, k, candidates } = measured;
  return `${m} × ${n} × ${k}: ${candidates.map(candidateText).join(", ")}`;
}
