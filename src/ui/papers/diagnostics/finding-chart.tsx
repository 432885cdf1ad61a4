import { formatNumber } from "../../../lib/format.ts";
import type { Finding } from "../../../workers/protocol.ts";
import { armStyle, type ArmStyle } from "../../components/arm-style.ts";
import type { ChartLine } from "../../components/chart-line.ts";
import { LiveChart } from "../../components/live-chart.tsx";

/** A line that is an arm's is drawn as that arm; all others share the ink and differ by dash and letter. */
function linesOf({ lines }: Finding, arms: FindingProps["arms"]): ChartLine[] {
  const names = [...(arms?.keys() ?? []), ...lines.map(({ name }) => name).filter((name) => arms?.has(name) !== true)];
  return lines.map(({ name, x, y }) => {
    const { letter, dash, colour } = arms?.get(name) ?? {
      ...armStyle(names, name, undefined),
      colour: "--arm-baseline",
    };
    return { x, y, colour, dash, width: 1.5, hasPoints: true, legend: { letter, text: name } };
  });
}

interface FindingProps {
  readonly finding: Finding;
  /** How arms are drawn elsewhere, by title; absent where no line is an arm. */
  readonly arms?: ReadonlyMap<string, ArmStyle>;
}

/** One finding: its chart where it has one, what it says, and how it was made. */
export function FindingChart({ finding, arms }: FindingProps) {
  const { title, method, xTitle, yTitle, sentences, isLogarithmic = false } = finding;
  const lines = linesOf(finding, arms);
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
