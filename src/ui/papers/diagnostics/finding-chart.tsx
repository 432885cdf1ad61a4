import { formatNumber } from "../../../lib/format.ts";
import type { Finding } from "../../../workers/protocol.ts";
import { armStyle } from "../../components/arm-style.ts";
import type { ChartLine } from "../../components/chart-line.ts";
import { LiveChart } from "../../components/live-chart.tsx";

/** Lines are no arms, so they share the ink and differ by dash and letter. */
function linesOf({ lines }: Finding): ChartLine[] {
  const names = lines.map(({ name }) => name);
  return lines.map(({ name, x, y }) => {
    const { letter, dash } = armStyle(names, name, undefined);
    return { x, y, colour: "--arm-baseline", dash, width: 1.5, hasPoints: true, legend: { letter, text: name } };
  });
}

/** One finding: its chart where it has one, what it says, and how it was made. */
export function FindingChart({ finding }: { readonly finding: Finding }) {
  const { title, method, xTitle, yTitle, sentences, isLogarithmic = false } = finding;
  const lines = linesOf(finding);
  return (
    <div className="growth">
      <h3>{title}</h3>
      {lines.length === 0 ? null : (
        <>
          <LiveChart
            label={`${title}: ${yTitle} against ${xTitle}`}
            lines={lines}
            height={200}
            labelWidth={80}
            isWholeX={!isLogarithmic}
            {...(isLogarithmic ? { isLogX: true, isDoublingX: true, isLogY: true } : {})}
            formatX={(value) => formatNumber(value)}
            formatY={(value) => formatNumber(value, 3)}
          />
          <p className="note">
            Across: {xTitle}. Up: {yTitle}.
          </p>
        </>
      )}
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className="note">{method}</p>
    </div>
  );
}
