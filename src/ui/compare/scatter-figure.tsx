import { useState } from "react";
import { ErrorBar, LabelList, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { COSTS } from "../../experiments/compare/costs.ts";
import type { Entry } from "../../experiments/compare/entries.ts";
import { finalQuality } from "../../experiments/compare/final-quality.ts";
import { paretoFront } from "../../experiments/compare/pareto.ts";
import { measureOf, unitInWords } from "../../experiments/schema/measure.ts";
import { formatFixed, formatNumber, formatScaled } from "../../lib/format.ts";
import { SelectField } from "../components/select-field.tsx";
import { entryStyle } from "./entry-style.ts";
import { Figure } from "./figure.tsx";

const HEIGHT = 300;
const MARGIN = { top: 16, right: 24, bottom: 4, left: 0 };
const AXIS = { stroke: "var(--edge)", tick: { fill: "var(--text-2)", fontSize: 12 }, tickLine: false } as const;
const PADDING = 0.05;

/** A little room around the values, also when they are all the same. */
function widened([low, high]: readonly [number, number]): [number, number] {
  const room = high > low ? PADDING * (high - low) : PADDING * Math.max(Math.abs(high), 1e-12);
  return [low - room, high + room];
}

/** Quality against a cost; the line joins the entries that no other beats in both. */
export function ScatterFigure({ entries, pinned }: { readonly entries: readonly Entry[]; readonly pinned: Entry }) {
  const [id, setId] = useState(COSTS[0].id);
  const measured = COSTS.filter((cost) => entries.some(({ arm }) => cost.of(arm) !== undefined));
  const cost = measured.find((candidate) => candidate.id === id) ?? measured[0];
  const points = entries.flatMap((entry) => {
    const quality = finalQuality(entry.arm);
    const amount = cost.of(entry.arm);
    if (quality === undefined || amount === undefined) return [];
    const { letter, colour } = entryStyle(entries, entry, pinned);
    const { bitsPerByte, halfWidth95 = 0 } = quality;
    return [{ cost: amount, bitsPerByte, halfWidth95, letter, colour, title: entry.title }];
  });
  const front = paretoFront(points);
  const measure = measureOf(pinned.result.dataset);
  const isNoRanking = cost.isTimed && entries.some(({ result }) => result.adapter.isSoftware);
  const format = (value: number): string =>
    cost.unit === "" ? formatNumber(value, 3) : formatScaled(value, cost.unit);
  return (
    <Figure
      title={`${measure.unit} against ${cost.title.toLowerCase()}`}
      label={`${unitInWords(measure)} against ${cost.title.toLowerCase()}`}
      stem={`quality-${cost.id}`}
      note={
        isNoRanking
          ? "Software adapter: timings are not a ranking."
          : "Lower and further left is better; the dotted line joins the arms that no other beats in both. Bars: 95 % interval over seeds."
      }
      controls={
        <SelectField
          label="Cost"
          isLabelHidden
          options={measured.map((option) => ({ id: option.id, title: option.title }))}
          value={cost.id}
          onChange={setId}
        />
      }
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ScatterChart margin={MARGIN} accessibilityLayer={false}>
          <XAxis {...AXIS} dataKey="cost" type="number" domain={widened} tickFormatter={format} />
          <YAxis
            {...AXIS}
            width={52}
            dataKey="bitsPerByte"
            type="number"
            domain={widened}
            tickFormatter={(value: number) => formatFixed(value, 2)}
          />
          <Scatter
            data={front}
            line={{ stroke: "var(--edge)", strokeDasharray: "2 3" }}
            fill="none"
            isAnimationActive={false}
          />
          {points.map((point) => (
            <Scatter key={point.letter} data={[point]} fill={`var(${point.colour})`} isAnimationActive={false}>
              <LabelList
                dataKey="letter"
                position="right"
                fill={`var(${point.colour})`}
                fontSize={12}
                fontWeight={600}
              />
              {point.halfWidth95 > 0 ? (
                <ErrorBar
                  dataKey="halfWidth95"
                  direction="y"
                  stroke={`var(${point.colour})`}
                  isAnimationActive={false}
                />
              ) : null}
            </Scatter>
          ))}
        </ScatterChart>
      </ResponsiveContainer>
    </Figure>
  );
}
