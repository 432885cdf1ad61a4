import type { RefObject } from "react";
import uPlot from "uplot";
import { shownRange } from "./aligned-lines.ts";
import type { AlignedColumns } from "./aligned-lines.ts";
import type { ChartLine, LiveChartProps } from "./chart-line.ts";
import { resolveColour } from "./colour-scheme.ts";

const CROSSHAIR = "bakeoff";
const LINEAR = 1;
const LOGARITHMIC = 3;
const FONT = "12px system-ui, sans-serif";
/** Room for the letters at the ends of the lines. */
const RIGHT_PADDING = 18;
/** Distances between the ticks of an axis that counts. */
const WHOLE_INCREMENTS = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
const RANGE_MARGIN = 0.04;

type Shown = RefObject<LiveChartProps>;
type ColourOf = (property: string, alpha?: number) => string;

function seriesOf(line: ChartLine, colourOf: ColourOf): uPlot.Series {
  const stroke = colourOf(line.colour, line.alpha);
  return {
    stroke,
    width: line.width,
    spanGaps: true,
    points:
      line.hasPoints === true
        ? { show: true, size: 6, width: 1.5, fill: colourOf("--ground"), stroke }
        : { show: false },
    ...(line.dash === undefined || line.dash.length === 0 ? {} : { dash: [...line.dash] }),
  };
}

/** Room above and below: a share of the range, or of its logarithm. */
function padded([low, high]: readonly [number, number], isLog: boolean): [number, number] {
  if (isLog && low > 0) {
    const margin = Math.max(1.02, (high / low) ** RANGE_MARGIN);
    return [low / margin, high * margin];
  }
  const margin = (high - low) * RANGE_MARGIN || Math.abs(high) * RANGE_MARGIN || 1;
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}

/** The enum that names a distribution exists in uPlot's types alone, so its number is added to the finished scale. */
function distributed(scale: uPlot.Scale, isLog: boolean): uPlot.Scale {
  return Object.assign(scale, { distr: isLog ? LOGARITHMIC : LINEAR });
}

function scaleY(shown: Shown, isLog: boolean): uPlot.Scale {
  const range = (chart: uPlot): [number, number] => {
    const marks = shown.current.yardsticks?.map((mark) => mark.value) ?? [];
    const [low, high] = padded(shownRange(chart.data as AlignedColumns, marks) ?? [1, 2], isLog);
    return [low, high];
  };
  return distributed({ range }, isLog);
}

function scaleX(isLog: boolean, isDoubling: boolean): uPlot.Scale {
  const range = (_chart: uPlot, low: number, high: number): [number, number] => {
    if (!Number.isFinite(low) || !Number.isFinite(high)) return isLog ? [1, 10] : [0, 1];
    if (isLog) return [Math.max(low, Number.MIN_VALUE), high > low ? high : low * 2];
    return [0, high > 0 ? high : 1];
  };
  return distributed({ time: false, range, ...(isDoubling ? { log: 2 as const } : {}) }, isLog);
}

/** "5.50" is "5.5" beside an axis. */
function shortened(label: string): string {
  return label.replace(/(\.\d*?)0+(?!\d)/, "$1").replace(/\.(?!\d)/, "");
}

/**
 * Labels of an axis, none while there is no point. uPlot leaves out most logarithmic ticks; a chart over less than a
 * decade needs them.
 */
function labels(format: (value: number) => string): uPlot.Axis.Values {
  return (chart, values) =>
    values.map((value) => (Number.isFinite(value) && chart.data[0].length > 0 ? shortened(format(value)) : ""));
}

/** Lines across the chart with their names, drawn below the curves. */
function drawYardsticks(chart: uPlot, shown: Shown, colourOf: ColourOf): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colourOf("--text-3");
  ctx.fillStyle = colourOf("--text-2");
  ctx.lineWidth = uPlot.pxRatio;
  ctx.font = `${12 * uPlot.pxRatio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  for (const { value, label } of shown.current.yardsticks ?? []) {
    const y = Math.round(chart.valToPos(value, "y", true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(label, bbox.left + 6 * uPlot.pxRatio, y - 4 * uPlot.pxRatio);
  }
  ctx.restore();
}

interface EndOfLine {
  readonly letter: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
}

/** Where each named line ends, once for each letter, in canvas pixels. */
function endsOfLines(chart: uPlot, lines: readonly ChartLine[]): EndOfLine[] {
  const ends = new Map<string, EndOfLine>();
  lines.forEach((line, index) => {
    const column = chart.data[index + 1] as (number | null)[] | undefined;
    const last = column?.findLastIndex((value) => value !== null) ?? -1;
    if (line.legend === undefined || column === undefined || last < 0 || ends.has(line.legend.letter)) return;
    ends.set(line.legend.letter, {
      letter: line.legend.letter,
      colour: line.colour,
      x: chart.valToPos(chart.data[0][last], "x", true),
      y: chart.valToPos(column[last]!, "y", true),
    });
  });
  return [...ends.values()];
}

/** The letter of an arm at the end of its line; letters that would cover each other move up. */
function drawLetters(chart: uPlot, shown: Shown, colourOf: ColourOf): void {
  const { ctx, bbox } = chart;
  const lineHeight = 13 * uPlot.pxRatio;
  let free = bbox.top + bbox.height - lineHeight / 2;
  ctx.save();
  ctx.font = `600 ${12 * uPlot.pxRatio}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  for (const { letter, colour, x, y } of endsOfLines(chart, shown.current.lines).sort((a, b) => b.y - a.y)) {
    const place = Math.min(y, free);
    free = place - lineHeight;
    ctx.fillStyle = colourOf(colour);
    ctx.fillText(letter, x + 6 * uPlot.pxRatio, place);
  }
  ctx.restore();
}

export function chartOptions(
  shown: Shown,
  element: HTMLElement,
  width: number,
  onCursor: (row: number | undefined) => void,
): uPlot.Options {
  const { lines, height, isLogX = false, isLogY = false } = shown.current;
  const colourOf: ColourOf = (property, alpha) => resolveColour(element, property, alpha);
  const axis: uPlot.Axis = {
    stroke: colourOf("--text-2"),
    font: FONT,
    grid: { stroke: colourOf("--hairline"), width: 1 },
    ticks: { show: false },
  };
  const whole: uPlot.Axis = shown.current.isWholeX === true && !isLogX ? { incrs: WHOLE_INCREMENTS } : {};
  return {
    width,
    height,
    padding: [8, RIGHT_PADDING, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false }, sync: { key: CROSSHAIR, setSeries: false } },
    scales: { x: scaleX(isLogX, shown.current.isDoublingX === true), y: scaleY(shown, isLogY) },
    axes: [
      { ...axis, size: 28, ...whole, values: labels((value) => shown.current.formatX(value)) },
      { ...axis, size: shown.current.labelWidth ?? 52, values: labels((value) => shown.current.formatY(value)) },
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, colourOf))],
    hooks: {
      drawAxes: [(chart) => drawYardsticks(chart, shown, colourOf)],
      draw: [(chart) => drawLetters(chart, shown, colourOf)],
      setCursor: [(chart) => onCursor(chart.cursor.idx ?? undefined)],
    },
  };
}
