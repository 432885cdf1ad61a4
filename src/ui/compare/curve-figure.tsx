import { useState } from "react";
import { ToggleButton } from "react-aria-components";
import type { Entry } from "../../experiments/compare/entries.ts";
import { bitsPerNat, CURVE_AXES, meanCurve } from "../../experiments/compare/mean-curve.ts";
import type { CurveAxis } from "../../experiments/compare/mean-curve.ts";
import { bestRate } from "../../experiments/compare/runs.ts";
import { measureOf, unitInWords } from "../../experiments/schema/measure.ts";
import { formatFixed, formatNumber, formatScaled } from "../../lib/format.ts";
import { SelectField } from "../components/select-field.tsx";
import { SmoothingSlider } from "../components/smoothing-slider.tsx";
import { Term } from "../components/term.tsx";
import { entryStyle } from "./entry-style.ts";
import { Figure } from "./figure.tsx";
import { ResultChart } from "./result-chart.tsx";

const UNITS: Record<CurveAxis, string> = { steps: "", tokens: "", FLOPs: "", seconds: "s", joules: "J" };
const AXES = CURVE_AXES.map((id) => ({ id, title: id === "joules" ? "joules (arithmetic proxy)" : id }));

/** Quick evaluations of every entry at its best rate: the mean over seeds, its 95 % interval as a band. */
export function CurveFigure({ entries, pinned }: { readonly entries: readonly Entry[]; readonly pinned: Entry }) {
  const [axis, setAxis] = useState<CurveAxis>("steps");
  const [smoothing, setSmoothing] = useState(0);
  const [isLogX, setLogX] = useState(false);
  const [isLogY, setLogY] = useState(false);
  const measure = measureOf(pinned.result.dataset);
  const lines = entries.map((entry) => ({
    key: entry.key,
    ...entryStyle(entries, entry, pinned),
    points: meanCurve(bestRate(entry.arm)?.runs ?? entry.arm.runs, axis, bitsPerNat(entry.result), smoothing),
  }));
  return (
    <Figure
      title={
        <>
          <Term of="evaluationCurve">{measure.unit}</Term> over {axis}
        </>
      }
      label={`${unitInWords(measure)} over ${axis}`}
      note={
        <>
          Mean over seeds of the quick evaluations at each arm’s best rate; bands: 95 % interval, absent for one seed.{" "}
          <Term of="smoothing">Smoothing</Term> is of each run, before the mean.
        </>
      }
      stem={`curves-${axis.toLowerCase()}`}
      controls={<SelectField label="Axis of the curves" isLabelHidden options={AXES} value={axis} onChange={setAxis} />}
      settings={
        <div className="chart-controls">
          <SmoothingSlider value={smoothing} onChange={setSmoothing} />
          <div className="toggles">
            <ToggleButton className="toggle" isSelected={isLogX} onChange={setLogX}>
              log x
            </ToggleButton>
            <ToggleButton className="toggle" isSelected={isLogY} onChange={setLogY}>
              log y
            </ToggleButton>
          </div>
        </div>
      }
    >
      <ResultChart
        lines={lines}
        isLogX={isLogX}
        isLogY={isLogY}
        formatX={(value) => (axis === "steps" ? formatNumber(Math.round(value)) : formatScaled(value, UNITS[axis]))}
        formatY={(value) => formatFixed(value, 2)}
      />
    </Figure>
  );
}
