import type { ReactNode } from "react";
import { Area, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { roundTicks } from "./round-ticks.ts";

/** One arm's line: its mean, and the interval around it where several seeds are behind it. */
export interface ResultLine {
  readonly key: string;
  /** Name of the custom property that holds its colour. */
  readonly colour: string;
  readonly dash: readonly number[];
  readonly points: readonly {
    readonly x: number;
    readonly mean: number;
    readonly interval95?: readonly [number, number];
  }[];
}

const HEIGHT = 300;
const MARGIN = { top: 8, right: 16, bottom: 4, left: 0 };
const AXIS = { stroke: "var(--edge)", tick: { fill: "var(--text-2)", fontSize: 12 }, tickLine: false } as const;

type Row = Record<string, number | readonly [number, number]>;

/** All lines in one table by x, as the chart library wants them. */
function rowsOf(lines: readonly ResultLine[]): Row[] {
  const rows = new Map<number, Row>();
  for (const [index, { points }] of lines.entries()) {
    for (const { x, mean, interval95 } of points) {
      const row = rows.get(x) ?? { x };
      row[`mean${index}`] = mean;
      if (interval95 !== undefined) row[`band${index}`] = interval95;
      rows.set(x, row);
    }
  }
  return [...rows.values()].sort((a, b) => (a.x as number) - (b.x as number));
}

/** Round numbers along a linear axis; a logarithmic one is left to the library. */
function ticksOf(lines: readonly ResultLine[], isLog: boolean): { readonly ticks?: number[] } {
  const places = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const ticks = isLog ? [] : roundTicks(Math.min(...places), Math.max(...places));
  return ticks.length === 0 ? {} : { ticks };
}

/** Lines with their intervals as bands, over linear or logarithmic axes. */
export function ResultChart({
  lines,
  isLogX = false,
  isLogY = false,
  formatX,
  formatY,
  children,
}: {
  readonly lines: readonly ResultLine[];
  readonly isLogX?: boolean;
  readonly isLogY?: boolean;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly children?: ReactNode;
}) {
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <ComposedChart data={rowsOf(lines)} margin={MARGIN} accessibilityLayer={false}>
        <XAxis
          {...AXIS}
          dataKey="x"
          type="number"
          scale={isLogX ? "log" : "linear"}
          domain={["dataMin", "dataMax"]}
          {...ticksOf(lines, isLogX)}
          tickFormatter={formatX}
        />
        <YAxis
          {...AXIS}
          width={52}
          type="number"
          scale={isLogY ? "log" : "linear"}
          domain={isLogY ? ["dataMin", "dataMax"] : ["auto", "auto"]}
          tickFormatter={formatY}
        />
        {lines.map(({ key, colour }, index) => (
          <Area
            key={`band ${key}`}
            dataKey={`band${index}`}
            connectNulls
            isAnimationActive={false}
            fill={`var(${colour})`}
            fillOpacity={0.14}
            stroke="none"
            activeDot={false}
          />
        ))}
        {lines.map(({ key, colour, dash }, index) => (
          <Line
            key={key}
            dataKey={`mean${index}`}
            connectNulls
            isAnimationActive={false}
            stroke={`var(${colour})`}
            strokeWidth={2}
            strokeDasharray={dash.join(" ")}
            dot={{ r: 2.5, fill: `var(${colour})`, strokeWidth: 0 }}
            activeDot={false}
          />
        ))}
        {children}
      </ComposedChart>
    </ResponsiveContainer>
  );
}
