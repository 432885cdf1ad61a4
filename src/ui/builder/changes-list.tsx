import { useMemo } from "react";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { diffDocuments, type Change } from "../../models/document/diff.ts";
import { presetById } from "../../models/presets/index.ts";
import { useBuild } from "./use-build.ts";

function valueText(value: unknown): string {
  return value === undefined || value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}

function sentence({ change, field, before, after }: Change): string {
  return change === "changed" ? `${field ?? ""}: ${valueText(before)} → ${valueText(after)}` : change;
}

/** What differs in meaning from the baseline. */
export function ChangesList() {
  const document = useBuild((state) => state.document);
  const baseline = useBuild((state) => state.baseline);
  const changes = useMemo(
    () => diffDocuments(presetById(baseline).document, document, CATALOGUE),
    [document, baseline],
  );
  return (
    <details className="details changes">
      <summary>
        {changes.length === 0 ? "No difference from the baseline" : `${changes.length} differences from the baseline`}
      </summary>
      <div className="scroll" tabIndex={0} role="region" aria-label="Differences from the baseline">
        <table className="table compact">
          <tbody>
            {changes.map((change, index) => (
              <tr key={`${change.node} ${change.field ?? change.change} ${index}`}>
                <th scope="row">
                  {change.title} <span className="note number">{change.node}</span>
                </th>
                <td>{sentence(change)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
