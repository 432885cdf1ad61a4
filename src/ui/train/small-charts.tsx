import { useMemo } from "react";
import { formatNumber } from "../../lib/format.ts";
import { LiveChart } from "../components/live-chart.tsx";
import { Term } from "../components/term.tsx";
import { useSettings } from "../components/use-stored.ts";
import type { GlossaryTerm } from "../glossary.ts";
import type { SessionView } from "../store/session-view.ts";
import { formatAxis } from "./format-axis.ts";
import { columnLines } from "./quality-lines.ts";

const HEIGHT = 132;

interface SmallChartProps {
  readonly view: SessionView;
  readonly baseline: string | undefined;
  readonly column: "gradNorm" | "learningRate";
  readonly term: GlossaryTerm;
  readonly title: string;
  readonly isLogY?: boolean;
}

function SmallChart({ view, baseline, column, term, title, isLogY = false }: SmallChartProps) {
  const { axis, smoothing, isLogX } = useSettings();
  const lines = useMemo(
    () => columnLines(view, baseline, column, { axis, smoothing }),
    [view, baseline, column, axis, smoothing],
  );
  return (
    <div className="small-chart">
      <h2>
        <Term of={term}>{title}</Term>
      </h2>
      <LiveChart
        label={title}
        lines={lines}
        height={HEIGHT}
        isLogX={isLogX}
        isWholeX={axis === "step"}
        isLogY={isLogY}
        formatX={formatAxis[axis]}
        formatY={(value) => formatNumber(value, 2)}
      />
    </div>
  );
}

/** Gradient norm and learning rate over the axis of the main chart. */
export function SmallCharts({ view, baseline }: Pick<SmallChartProps, "view" | "baseline">) {
  return (
    <section className="panel small-charts" aria-label="Gradient norm and learning rate">
      <SmallChart view={view} baseline={baseline} column="gradNorm" term="gradientNorm" title="Gradient norm" />
      <SmallChart view={view} baseline={baseline} column="learningRate" term="learningRate" title="Learning rate" />
    </section>
  );
}
