import type { PaperCard } from "../../../papers/card.ts";
import { resultFindings } from "../../../papers/diagnostics/result-findings.ts";
import { useArchive } from "../../components/use-stored.ts";
import { formatMoment } from "../../runs/format-moment.ts";
import { lastRunOf } from "../last-run.ts";
import { FindingChart } from "./finding-chart.tsx";
import { useKeptResult } from "./use-kept-result.ts";

/** What the card's last kept run tells besides its verdict. */
export function ResultFindings({ card }: { readonly card: PaperCard }) {
  const last = lastRunOf(card, useArchive() ?? []);
  const result = useKeptResult(last?.id);
  const findings = result === undefined ? [] : resultFindings(card, result);
  if (findings.length === 0) {
    return (
      <p className="quiet">
        Nothing yet. What the last run of this card that this browser keeps shows will stand here.
      </p>
    );
  }
  return (
    <>
      <div className="growths">
        {findings.map((finding) => (
          <FindingChart key={finding.title} finding={finding} />
        ))}
      </div>
      <p className="note">{last === undefined ? "" : formatMoment(last.finishedAt)}</p>
    </>
  );
}
