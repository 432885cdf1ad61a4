import type { Timings } from "../../experiments/schema/result.ts";
import { formatNumber, formatScaled } from "../../lib/format.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import type { ChartLine } from "../components/chart-line.ts";
import { LiveChart } from "../components/live-chart.tsx";
import { Term } from "../components/term.tsx";
import type { RunView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";

const HEIGHT = 112;

type Points = NonNullable<Timings["decode"]>;

interface DecodeArm {
  readonly arm: NamedArm;
  readonly style: ReturnType<typeof armStyle>;
  readonly points: Points;
}

function linesOf(arms: readonly DecodeArm[]): ChartLine[] {
  return arms.map(({ style: { letter, colour, dash }, points }) => ({
    x: points.map(({ context }) => context),
    y: points.map(({ tokenMs }) => tokenMs.median),
    colour,
    dash,
    width: 1.5,
    hasPoints: true,
    legend: { letter, text: "ms/token" },
  }));
}

/** Latency and state of one more token, against the tokens before it; measured when a run ends. */
export function DecodeDetails({
  arms,
  runs,
  baseline,
}: {
  readonly arms: readonly NamedArm[];
  readonly runs: readonly (RunView | undefined)[];
  readonly baseline: string | undefined;
}) {
  const ids = arms.map(({ id }) => id);
  const measured = arms.flatMap((arm, index): DecodeArm[] => {
    const points = runs[index]?.timings?.decode;
    return points === undefined ? [] : [{ arm, points, style: armStyle(ids, arm.id, baseline) }];
  });
  if (measured.length === 0) return null;
  return (
    <div className="decode">
      <h3>
        <Term of="decodeTime">Decode latency</Term> <span className="unit">ms/token against context</span>
      </h3>
      <LiveChart
        label="Decode latency in milliseconds per token against context"
        lines={linesOf(measured)}
        height={HEIGHT}
        isLogX
        isWholeX
        formatX={(value) => formatNumber(value)}
        formatY={(value) => formatNumber(value, 3)}
      />
      <DecodeTable arms={measured} />
    </div>
  );
}

function DecodeTable({ arms }: { readonly arms: readonly DecodeArm[] }) {
  const contexts = [...new Set(arms.flatMap(({ points }) => points.map(({ context }) => context)))];
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Decode latency and state">
      <table className="table compact">
        <thead>
          <tr>
            <th scope="col">context</th>
            {arms.map(({ arm, style }) => (
              <th key={arm.id} scope="col">
                <ArmKey {...style} /> <span className="visually-hidden">{arm.title}</span> ms ·{" "}
                <Term of="stateBytes" isQuiet>
                  state
                </Term>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {contexts
            .toSorted((a, b) => a - b)
            .map((context) => (
              <tr key={context}>
                <th scope="row" className="number">
                  {formatNumber(context)}
                </th>
                {arms.map(({ arm, points }) => (
                  <td key={arm.id} className="number">
                    {cellText(points.find((point) => point.context === context))}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function cellText(point: Points[number] | undefined): string {
  if (point === undefined) return "–";
  return `${formatNumber(point.tokenMs.median, 3)} · ${formatScaled(point.stateBytes, "B")}`;
}
