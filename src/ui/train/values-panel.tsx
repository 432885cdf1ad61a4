import type { Result } from "../../experiments/schema/result.ts";
import { findingsOf } from "../../papers/diagnostics/result-findings.ts";
import { FindingChart } from "../papers/diagnostics/finding-chart.tsx";

/** How well the arms predict values asked in context, example by example, beside methods that need no training. */
export function ValuesPanel({ result }: { readonly result: Result | undefined }) {
  const findings = result === undefined ? [] : findingsOf(result);
  return (
    <section className="panel samples" aria-labelledby="values-heading">
      <h2 id="values-heading">Predicted values</h2>
      {findings.length === 0 ? (
        <p className="quiet">
          How the error falls with the examples seen appears here when the experiment has finished.
        </p>
      ) : (
        <div className="growths">
          {findings.map((finding) => (
            <FindingChart key={finding.title} finding={finding} />
          ))}
        </div>
      )}
    </section>
  );
}
