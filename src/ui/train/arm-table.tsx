import { measureOf } from "../../experiments/schema/measure.ts";
import {
  formatFixed,
  formatInterval,
  formatNumber,
  formatPercent,
  formatQuantity,
  formatScaled,
} from "../../lib/format.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import { Term } from "../components/term.tsx";
import { armQuality, differenceOf, differenceWord, ratesOfArm } from "./arm-summary.ts";
import type { ArmQuality, NamedArm } from "./arm-summary.ts";
import { EndTables } from "./end-tables.tsx";
import { runInFront } from "./run-in-front.ts";
import type { SessionView } from "../store/session-view.ts";

/** Bits per byte to three decimals, with a sign: finer ones are noise. */
function formatDifference(difference: number): string {
  return `${difference > 0 ? "+" : ""}${formatFixed(difference, 3)}`;
}

export interface ArmTableProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

function Quality({ quality }: { readonly quality: ArmQuality | undefined }) {
  if (quality === undefined) return <span className="quiet">–</span>;
  const { bitsPerByte, uncertainty, seeds, step, accuracy, perplexity } = quality;
  return (
    <>
      <Term of={seeds > 0 ? "finalQuality" : "latestQuality"} isQuiet className="number">
        {uncertainty === undefined ? formatFixed(bitsPerByte, 3) : formatQuantity(bitsPerByte, { uncertainty })}
      </Term>
      <span className="note">{seeds > 0 ? `final, n = ${seeds}` : `at step ${formatNumber(step)}`}</span>
      {accuracy === undefined ? null : <span className="note">{formatPercent(accuracy, 3)} right</span>}
      {perplexity === undefined || accuracy !== undefined ? null : (
        <Term of="perplexity" isQuiet className="note">
          perplexity {formatNumber(perplexity.value, 3)} {perplexity.unit}
        </Term>
      )}
    </>
  );
}

function ArmRow({ view, arm, arms, baseline }: ArmTableProps & { readonly arm: NamedArm }) {
  const style = armStyle(
    arms.map(({ id }) => id),
    arm.id,
    baseline,
  );
  const planned = view.arms.find(({ id }) => id === arm.id);
  const stepMs = runInFront(view, arm.id)?.timings?.stepMs?.median;
  return (
    <tr>
      <th scope="row">
        <ArmKey {...style} /> {arm.title}
      </th>
      <td>
        <Quality quality={armQuality(view, arm.id)} />
      </td>
      <td>
        <Term of="parameters" isQuiet className="number">
          {formatNumber(planned?.parameters)}
        </Term>
        {planned === undefined ? null : (
          <Term of="flopsPerToken" isQuiet className="note">
            {formatScaled(planned.cost.flopsPerTokenTraining, "FLOP")}/{measureOf(view.dataset).example}
          </Term>
        )}
      </td>
      <td>
        <Term of="stepTime" isQuiet className="number">
          {stepMs === undefined ? "–" : formatNumber(stepMs, 3)}
        </Term>
      </td>
    </tr>
  );
}

function StepsToBaseline({ view, baseline, steps }: { view: SessionView; baseline: string; steps: number | null }) {
  const baselineSteps = runInFront(view, baseline)?.evaluations.findLast((point) => point.slice === "quick")?.step;
  if (steps === null) return <span className="number">not reached</span>;
  const ratio = baselineSteps === undefined ? undefined : baselineSteps / steps;
  return (
    <span className="number">
      {formatNumber(steps)}
      {ratio === undefined ? "" : ` (${formatFixed(ratio, 2)}×)`}
    </span>
  );
}

function Difference({
  view,
  arm,
  arms,
  baseline,
}: ArmTableProps & { readonly arm: NamedArm; readonly baseline: string }) {
  const ids = arms.map(({ id }) => id);
  const [letter, first] = [armStyle(ids, arm.id, baseline).letter, armStyle(ids, baseline, baseline).letter];
  const difference = differenceOf(view, arm.id, baseline);
  const steps = difference?.stepsToReachBaseline;
  return (
    <dl className="difference">
      <dt>
        <Term of="difference">
          {letter} − {first}
        </Term>
      </dt>
      <dd>
        {difference?.difference === undefined ? (
          <span className="quiet">– when both have finished a seed</span>
        ) : (
          <>
            <span className="number">
              {formatDifference(difference.difference)}{" "}
              {difference.interval95 === undefined ? "" : formatInterval(difference.interval95)}
            </span>{" "}
            <span className="unit">{measureOf(view.dataset).unit}</span> <b>{differenceWord(difference)}</b>
            <span className="note"> n = {difference.n}</span>
          </>
        )}
      </dd>
      <dt>
        <Term of="stepsToBaseline">steps to {first}’s final</Term>
      </dt>
      <dd>
        {steps === undefined ? (
          <span className="quiet">–</span>
        ) : (
          <StepsToBaseline view={view} baseline={baseline} steps={steps} />
        )}
      </dd>
    </dl>
  );
}

function RateGrid({ view, arms }: Pick<ArmTableProps, "view" | "arms">) {
  const rates = [...new Set(view.plannedRuns.map((key) => key.peakLearningRate))];
  if (rates.length < 2) return null;
  return (
    <table className="table compact">
      <caption>
        <Term of="learningRate">Learning rates</Term>: {measureOf(view.dataset).unit}, best of each arm marked
      </caption>
      <thead>
        <tr>
          <th scope="col">arm</th>
          {rates.map((rate) => (
            <th key={rate} scope="col" className="number">
              {rate}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {arms.map((arm) => {
          const summaries = ratesOfArm(view, arm.id);
          const best = Math.min(...summaries.map((summary) => summary.bitsPerByte));
          return (
            <tr key={arm.id}>
              <th scope="row">{arm.title}</th>
              {rates.map((rate) => {
                const value = summaries.find((summary) => summary.learningRate === rate)?.bitsPerByte;
                return (
                  <td key={rate} className="number">
                    {value === best ? <b>{formatFixed(value, 3)} ★</b> : formatFixed(value, 3)}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The arms with their quality, the difference to the baseline, and the verdict. */
export function ArmTable({ view, arms, baseline }: ArmTableProps) {
  const candidates = arms.filter((arm) => arm.id !== baseline);
  const verdicts = view.result?.comparison?.perArm ?? [];
  return (
    <section className="panel arms" aria-labelledby="arms-heading">
      <h2 id="arms-heading">Arms</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">arm</th>
            <th scope="col">
              <Term of="bitsPerByte">{measureOf(view.dataset).unit}</Term>
            </th>
            <th scope="col">
              <Term of="parameters">parameters</Term>
            </th>
            <th scope="col">
              <Term of="stepTime">ms/step</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {arms.map((arm) => (
            <ArmRow key={arm.id} view={view} arm={arm} arms={arms} baseline={baseline} />
          ))}
        </tbody>
      </table>
      {baseline === undefined
        ? null
        : candidates.map((arm) => <Difference key={arm.id} view={view} arm={arm} arms={arms} baseline={baseline} />)}
      <RateGrid view={view} arms={arms} />
      <EndTables view={view} arms={arms} />
      <div className="verdicts" aria-live="polite">
        {verdicts.map((entry) => (
          <p key={entry.id} className="verdict">
            {entry.verdict}
          </p>
        ))}
        {verdicts.length === 0 ? (
          <p className="verdict quiet">
            The verdict will stand here, as a sentence computed from the final evaluations.
          </p>
        ) : null}
      </div>
    </section>
  );
}
