import type { Entry } from "../../experiments/compare/entries.ts";
import { parallelCoordinates } from "../../experiments/compare/parallel-axes.ts";
import type { ParallelAxis } from "../../experiments/compare/parallel-axes.ts";
import { formatNumber, formatScaled } from "../../lib/format.ts";
import { entryStyle } from "./entry-style.ts";
import { Figure } from "./figure.tsx";

const WIDTH = 1_080;
const HEIGHT = 300;
const TOP = 72;
const BOTTOM = 272;
const SIDE = 56;
const LINE_HEIGHT = 14;
/** Letters of a title that fit between two axes. */
const LETTERS = 15;
/** With fewer runs or axes the table says it better. */
const LEAST_RUNS = 6;
const LEAST_AXES = 3;

function amount(value: number, { unit }: ParallelAxis): string {
  return unit === "" ? formatNumber(value, 3) : formatScaled(value, unit);
}

/** A title in lines that do not run into the next axis. */
function linesOf(title: string): readonly string[] {
  const lines: string[] = [];
  for (const word of title.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LETTERS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Its lines end right above the axis's highest value. */
function AxisTitle({ title, x }: { readonly title: string; readonly x: number }) {
  const lines = linesOf(title);
  return lines.map((line, index) => (
    <text key={line} x={x} y={TOP - 24 - (lines.length - 1 - index) * LINE_HEIGHT}>
      {line}
    </text>
  ));
}

/** Each finished run as a line over everything that varies: for sweeps, where one picture has many runs. */
export function ParallelFigure({ entries, pinned }: { readonly entries: readonly Entry[]; readonly pinned: Entry }) {
  const { axes, runs } = parallelCoordinates(entries);
  if (runs.length < LEAST_RUNS || axes.length < LEAST_AXES) return null;
  const xOf = (axis: number): number => SIDE + (axis * (WIDTH - 2 * SIDE)) / (axes.length - 1);
  const yOf = (place: number): number => BOTTOM - place * (BOTTOM - TOP);
  return (
    <Figure
      isWide
      title="All runs"
      label="parallel coordinates of all runs"
      stem="all-runs"
      note="A line is a run; each axis goes from the lowest value below to the highest above."
    >
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" fontSize="12" textAnchor="middle">
        {axes.map((axis, index) => (
          <g key={axis.title} fill="var(--text-2)">
            <line x1={xOf(index)} x2={xOf(index)} y1={TOP} y2={BOTTOM} stroke="var(--edge)" />
            <AxisTitle title={axis.title} x={xOf(index)} />
            <text x={xOf(index)} y={TOP - 8}>
              {amount(axis.high, axis)}
            </text>
            <text x={xOf(index)} y={BOTTOM + 16}>
              {amount(axis.low, axis)}
            </text>
          </g>
        ))}
        {runs.map(({ entry, seed, places }, row) => {
          const { colour, dash } = entryStyle(entries, entry, pinned);
          const points = places.flatMap((place, axis) => (place === undefined ? [] : [`${xOf(axis)},${yOf(place)}`]));
          return (
            <polyline
              key={`${entry.key} ${seed} ${row}`}
              points={points.join(" ")}
              fill="none"
              stroke={`var(${colour})`}
              strokeWidth="1.5"
              strokeDasharray={dash.join(" ")}
            />
          );
        })}
      </svg>
    </Figure>
  );
}
