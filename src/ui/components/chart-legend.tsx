import type { AlignedColumns } from "./aligned-lines.ts";
import { ArmKey } from "./arm-key.tsx";
import type { ChartLine } from "./chart-line.ts";

export interface ChartLegendProps {
  readonly lines: readonly ChartLine[];
  readonly columns: AlignedColumns;
  /** Row under the crosshair; undefined: the newest value of each line. */
  readonly row: number | undefined;
  readonly format: { formatX: (value: number) => string; formatY: (value: number) => string };
}

/** The value at a row, or the nearest one before it: lines have points at different x. */
function valueAt(column: readonly (number | null)[], row: number | undefined): number | undefined {
  const end = Math.min(row ?? column.length - 1, column.length - 1);
  for (let place = end; place >= 0; place--) {
    const value = column[place];
    if (value !== null) return value;
  }
  return undefined;
}

/** Names of the lines with their values under the crosshair. */
export function ChartLegend({ lines, columns, row, format }: ChartLegendProps) {
  const [x] = columns;
  const at = row ?? x.length - 1;
  return (
    <figcaption className="chart-legend">
      {lines.map((line, index) => {
        if (line.legend === undefined) return null;
        const value = valueAt(columns[index + 1] as (number | null)[], row);
        return (
          <span key={index} className="chart-legend-entry">
            <ArmKey
              letter={line.legend.letter}
              colour={line.colour}
              dash={line.dash ?? []}
              isDots={line.hasPoints ?? false}
            />
            {line.legend.text === "" ? null : <span className="quiet">{line.legend.text}</span>}
            <span className="number">{value === undefined ? "–" : format.formatY(value)}</span>
          </span>
        );
      })}
      <span className="chart-legend-place number quiet">
        {x.length === 0 ? "" : format.formatX(x[Math.min(at, x.length - 1)])}
      </span>
    </figcaption>
  );
}
