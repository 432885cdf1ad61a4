import type { Entry } from "../../experiments/compare/entries.ts";
import { bestRate, rateTable } from "../../experiments/compare/runs.ts";
import { formatFixed } from "../../lib/format.ts";
import { interval95HalfWidth } from "../../lib/statistics.ts";
import { Term } from "../components/term.tsx";
import { entryStyle } from "./entry-style.ts";
import { Figure } from "./figure.tsx";
import { ResultChart } from "./result-chart.tsx";
import { measureOf, qualityOf, unitInWords } from "../../experiments/schema/measure.ts";

/** The grid's curve of every entry; the best rate stands in words below. */
export function GridFigure({ entries, pinned }: { readonly entries: readonly Entry[]; readonly pinned: Entry }) {
  const tables = entries.map((entry) => ({ entry, rows: rateTable(entry.arm) }));
  if (tables.every(({ rows }) => rows.length < 2)) return null;
  const measure = measureOf(pinned.result.dataset);
  const best = tables.flatMap(({ entry }) => {
    const row = bestRate(entry.arm);
    return row === undefined ? [] : [`${entry.title} ${row.learningRate}`];
  });
  const lines = tables.map(({ entry, rows }) => ({
    key: entry.key,
    ...entryStyle(entries, entry, pinned),
    points: rows
      .map(({ learningRate, bitsPerByte, runs }) => {
        const half = interval95HalfWidth(runs.map((run) => qualityOf(run.final!)));
        const interval = half === undefined ? {} : { interval95: [bitsPerByte - half, bitsPerByte + half] as const };
        return { x: learningRate, mean: bitsPerByte, ...interval };
      })
      .sort((a, b) => a.x - b.x),
  }));
  return (
    <Figure
      title={
        <>
          {measure.unit} over <Term of="learningRate">learning rate</Term>
        </>
      }
      label={`${unitInWords(measure)} over learning rate`}
      stem="learning-rates"
      note={`Best: ${best.join(", ")}. A best rate at an end of the grid asks for a wider grid.`}
    >
      <ResultChart lines={lines} isLogX formatX={(value) => `${value}`} formatY={(value) => formatFixed(value, 2)} />
    </Figure>
  );
}
