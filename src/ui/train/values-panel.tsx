import { findingsOf } from "../../papers/diagnostics/result-findings.ts";
import { armStyle } from "../components/arm-style.ts";
import { FindingChart } from "../papers/diagnostics/finding-chart.tsx";
import type { AnswersProps } from "./arm-columns.tsx";

/** How well the arms predict values asked in context, example by example, beside methods that need no training. */
export function ValuesPanel({ view, arms, baseline }: AnswersProps) {
  const findings = view.result === undefined ? [] : findingsOf(view.result);
  const ids = arms.map(({ id }) => id);
  const styles = new Map(arms.map(({ id, title }) => [title, armStyle(ids, id, baseline)]));
  return (
    <section className="panel samples is-wide" aria-labelledby="values-heading">
      <h2 id="values-heading">Predicted values</h2>
      {findings.length === 0 ? (
        <p className="quiet">
          How the error falls with the examples seen appears here when the experiment has finished.
        </p>
      ) : (
        <div className="growths">
          {findings.map((finding) => (
            <FindingChart key={finding.title} finding={finding} arms={styles} />
          ))}
        </div>
      )}
    </section>
  );
}
