import type { Experiment } from "../../experiments/schema/experiment.ts";
import { measureOf } from "../../experiments/schema/measure.ts";
import { formatFixed, formatNumber } from "../../lib/format.ts";
import type { ClaimCheck } from "../../sharing/check-claim.ts";
import type { ResultDigest } from "../../sharing/result-digest.ts";
import { Problem } from "../components/problem.tsx";
import { Term } from "../components/term.tsx";
import { formatMoment } from "../runs/format-moment.ts";

const SAME = { true: "the same bits", false: "other bits", undefined: "–" } as const;

function nameOf(experiment: Experiment, id: string): string {
  return experiment.arms.find((arm) => arm.id === id)?.title ?? id;
}

/** Claimed final qualities, run by run; beside them the repetition where there is one. */
export function ClaimTable({
  digest,
  experiment,
  check,
}: {
  readonly digest: ResultDigest;
  readonly experiment: Experiment;
  readonly check?: ClaimCheck;
}) {
  const runs =
    check?.runs ??
    digest.arms.flatMap((arm) =>
      arm.runs.map(({ seed, learningRate, bitsPerByte }) => ({
        arm: arm.id,
        seed,
        learningRate,
        claimed: bitsPerByte,
        again: undefined,
        isSameState: undefined,
      })),
    );
  return (
    <section className="panel" aria-labelledby="claim-heading">
      <h2 id="claim-heading">{check === undefined ? "What the link claims" : "The claim, and the re-run"}</h2>
      {check === undefined ? (
        <p className="note">
          Measured with version {digest.bakeoff} on {digest.adapter.name}
          {digest.adapter.isSoftware ? " (software adapter)" : ""}
          {digest.startedAt === undefined ? "" : `, ${formatMoment(digest.startedAt)}`}; data {digest.dataset.id},{" "}
          <span className="number">{digest.dataset.sha256}</span>. A claim is not evidence: run it again.
        </p>
      ) : (
        <div className="verdicts">
          <p className="verdict">{check.verdict}</p>
          {check.differences.map((difference) => (
            <p key={difference.arm} className="verdict">
              {difference.sentence}
            </p>
          ))}
          {check.mismatches.map((sentence) => (
            <Problem key={sentence} sentence={sentence} isWarning />
          ))}
        </div>
      )}
      <div className="scroll" role="group" aria-label="Claimed runs" tabIndex={0}>
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">arm</th>
              <th scope="col">parameters</th>
              <th scope="col">seed</th>
              <th scope="col">
                <Term of="learningRate">rate</Term>
              </th>
              <th scope="col">claimed {measureOf(digest.dataset).unit}</th>
              {check === undefined ? null : (
                <>
                  <th scope="col">again</th>
                  <th scope="col">state</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={`${run.arm} ${run.seed} ${run.learningRate}`}>
                <th scope="row">{nameOf(experiment, run.arm)}</th>
                <td className="number">{formatNumber(digest.arms.find(({ id }) => id === run.arm)?.parameters)}</td>
                <td className="number">{run.seed}</td>
                <td className="number">{run.learningRate}</td>
                <td className="number">{formatFixed(run.claimed, 4)}</td>
                {check === undefined ? null : (
                  <>
                    <td className="number">{formatFixed(run.again, 4)}</td>
                    <td>{SAME[`${run.isSameState}`]}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
