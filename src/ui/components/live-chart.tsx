import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { alignLines } from "./aligned-lines.ts";
import { ChartLegend } from "./chart-legend.tsx";
import type { LiveChartProps } from "./chart-line.ts";
import { chartOptions } from "./chart-options.ts";
import { useColourScheme } from "./colour-scheme.ts";

/** What a chart must be made anew for; everything else only changes its data. */
function structureOf(props: LiveChartProps, scheme: string): string {
  const { lines, isLogX = false, isLogY = false, isWholeX = false, height } = props;
  const styles = lines.map((line) => [line.colour, line.width, line.alpha, line.dash, line.hasPoints, line.legend]);
  return JSON.stringify([scheme, isLogX, isLogY, isWholeX, height, styles]);
}

/**
 * A live chart: uPlot with our colours, one crosshair over all charts of the page, and a legend that reads the values
 * under it. Redrawing costs a millisecond or two, so it follows every batch of metrics.
 */
export function LiveChart(props: LiveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const shown = useRef(props);
  const [cursorRow, setCursorRow] = useState<number | undefined>(undefined);
  const scheme = useColourScheme();
  const { lines } = props;
  const columns = useMemo(() => alignLines(lines), [lines]);
  const structure = structureOf(props, scheme);

  useLayoutEffect(() => {
    shown.current = props;
  });
  useLayoutEffect(() => {
    const element = host.current!;
    const width = Math.max(1, element.clientWidth);
    const made = new uPlot(chartOptions(shown, element, width, setCursorRow), [[]], element);
    chart.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: shown.current.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [structure]);
  useEffect(() => chart.current?.setData(columns), [columns, structure]);

  return (
    <figure className="chart">
      <ChartLegend lines={props.lines} columns={columns} row={cursorRow} format={props} />
      <div ref={host} className="chart-canvas" style={{ height: props.height }} role="img" aria-label={props.label} />
    </figure>
  );
}
