import { useMemo } from "react";
import { ToggleButton } from "react-aria-components";
import { measureOf } from "../../experiments/schema/measure.ts";
import type { Measure } from "../../experiments/schema/measure.ts";
import { formatNumber, plural } from "../../lib/format.ts";
import { LiveChart } from "../components/live-chart.tsx";
import { SelectField } from "../components/select-field.tsx";
import { SmoothingSlider } from "../components/smoothing-slider.tsx";
import { Term } from "../components/term.tsx";
import { useSettings } from "../components/use-stored.ts";
import { settingsStore } from "../store/index.ts";
import { COST_AXES, QUALITY_METRICS } from "../store/settings-store.ts";
import type { CostAxis, QualityMetric } from "../store/settings-store.ts";
import { hasCurves } from "../store/session-view.ts";
import type { SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";
import { formatAxis } from "./format-axis.ts";
import { Phases } from "./phases.tsx";
import { qualityLines } from "./quality-lines.ts";
import { yardsticksOf } from "./yardsticks.ts";

const HEIGHT = 340;

/** What the axis is called, in what these data are counted in. */
function metricTitle(metric: QualityMetric, { unit, example, hasPerplexity }: Measure): string {
  if (metric === "bitsPerByte") return `${hasPerplexity ? "" : "loss, "}${unit.replace("/", " / ")}`;
  return { loss: `loss, nats / ${example}`, perplexity: `perplexity / ${example}`, accuracy: "accuracy, %" }[metric];
}

/** Where quality is the loss itself, there is no second name for it. */
function metricsOf({ hasPerplexity, hasAccuracy }: Measure): readonly QualityMetric[] {
  const isThere = { bitsPerByte: true, loss: hasPerplexity, perplexity: hasPerplexity, accuracy: hasAccuracy };
  return QUALITY_METRICS.filter((metric) => isThere[metric]);
}

/** The metric of the settings, or what these data are counted in where they have no such thing. */
function metricFor(measure: Measure, wanted: QualityMetric): QualityMetric {
  return metricsOf(measure).includes(wanted) ? wanted : "bitsPerByte";
}

function axisTitle(axis: CostAxis, { example }: Measure): string {
  return { step: "steps", tokens: plural(example), flops: "FLOPs", seconds: "seconds" }[axis];
}

const set = settingsStore.setState;

function Controls({ measure }: { readonly measure: Measure }) {
  const settings = useSettings();
  const metrics = metricsOf(measure);
  return (
    <div className="chart-controls">
      <SelectField
        label="Quality"
        isLabelHidden
        options={metrics.map((id) => ({ id, title: metricTitle(id, measure) }))}
        value={metricFor(measure, settings.metric)}
        onChange={(metric) => set({ metric })}
      />
      <SelectField
        label="Horizontal axis"
        isLabelHidden
        options={COST_AXES.map((id) => ({ id, title: axisTitle(id, measure) }))}
        value={settings.axis}
        onChange={(axis) => set({ axis })}
      />
      <SmoothingSlider value={settings.smoothing} onChange={(smoothing) => set({ smoothing })} />
      <div className="toggles">
        <ToggleButton
          className="toggle"
          isSelected={settings.showsTraining}
          onChange={(showsTraining) => set({ showsTraining })}
        >
          training
        </ToggleButton>
        <ToggleButton
          className="toggle"
          isSelected={settings.showsEvaluation}
          onChange={(showsEvaluation) => set({ showsEvaluation })}
        >
          evaluation
        </ToggleButton>
        <ToggleButton className="toggle" isSelected={settings.isLogX} onChange={(isLogX) => set({ isLogX })}>
          log x
        </ToggleButton>
        <ToggleButton className="toggle" isSelected={settings.isLogY} onChange={(isLogY) => set({ isLogY })}>
          log y
        </ToggleButton>
      </div>
    </div>
  );
}

interface QualityChartProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

/** What the chart's place says before there is a curve. */
function Before({ view, arms }: Pick<QualityChartProps, "view" | "arms">) {
  if (view.state === "idle") {
    return (
      <p className="chart-empty">
        The curves of all arms will move here: training faint, its average on top, evaluations as dots, and what n-gram
        models reach as lines across. Press <b>Train</b>.
      </p>
    );
  }
  if (view.state === "failed") return <p className="chart-empty">No step was measured.</p>;
  return <Phases view={view} arms={arms} />;
}

/** The main chart: quality of all arms against a cost. */
export function QualityChart(props: QualityChartProps) {
  const { metric } = useSettings();
  return <ChartOf {...props} metric={metricFor(measureOf(props.view.dataset), metric)} />;
}

function ChartOf({ view, arms, baseline, metric }: QualityChartProps & { readonly metric: QualityMetric }) {
  const { axis, smoothing, showsTraining, showsEvaluation, isLogX, isLogY } = useSettings();
  const { dataset } = view;
  const measure = measureOf(dataset);
  const lines = useMemo(
    () => qualityLines(view, baseline, { metric, axis, smoothing, showsTraining, showsEvaluation }),
    [view, baseline, metric, axis, smoothing, showsTraining, showsEvaluation],
  );
  const title = metricTitle(metric, measure);
  const yardsticks = useMemo(() => yardsticksOf(dataset, metric), [dataset, metric]);
  return (
    <section className="panel quality" aria-labelledby="quality-heading">
      <div className="panel-heading">
        <h2 id="quality-heading">
          <Term of={metric}>{title}</Term> over {axisTitle(axis, measure)}
        </h2>
        <span className="panel-notes">
          <Term of="trainingCurve">training</Term> <Term of="evaluationCurve">evaluation</Term>{" "}
          <Term of="yardstick">yardsticks</Term> <Term of="smoothing">smoothing</Term>
        </span>
      </div>
      <Controls measure={measure} />
      <div className="quality-plot">
        {hasCurves(view) ? (
          <LiveChart
            label={`${title} over ${axisTitle(axis, measure)}`}
            lines={lines}
            yardsticks={yardsticks}
            height={HEIGHT}
            isLogX={isLogX}
            isWholeX={axis === "step"}
            isLogY={isLogY}
            formatX={formatAxis[axis]}
            formatY={(value) => formatNumber(value, 3)}
          />
        ) : (
          <Before view={view} arms={arms} />
        )}
      </div>
    </section>
  );
}
