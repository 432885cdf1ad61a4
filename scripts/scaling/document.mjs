// docs/performance.md and its charts from the points that were measured.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format as prettify } from "prettier";
import { ROOT } from "../site.mjs";
import { chartSvg } from "./chart.mjs";
import { STEPS } from "./measure.mjs";
import { AXES, BASE, pointName, pointsOf } from "./points.mjs";

const DOCUMENT = join(ROOT, "docs/performance.md");
const CHARTS = join(ROOT, "docs/performance");

/** Fewer timed points make neither a line nor an interval. */
const LEAST_TIMED = 3;

/** @typedef {{ kept: (name: string) => any, counted: Map<string, any>, prefills: any[], powerLawFit: (xs: number[], ys: number[]) => any, format: any }} Tools */

/** Counted quantities, the same for every axis. */
const COLUMNS = /** @type {const} */ ([
  { title: "dispatches", unit: "", field: "dispatches" },
  { title: "operations", unit: "FLOP", field: "flops" },
  { title: "traffic", unit: "B", field: "bytes" },
  { title: "activations", unit: "B", field: "slotBytes" },
  { title: "peak memory", unit: "B", field: "peakBytes" },
]);

/** What a plan's report comes to. @param {any} report */
export function sumsOf({ slotBytes, peakBytes, dispatches }) {
  const sum = (/** @type {string} */ field) =>
    dispatches.reduce((/** @type {number} */ total, /** @type {any} */ row) => total + row[field], 0);
  return { slotBytes, peakBytes, dispatches: dispatches.length, flops: sum("flops"), bytes: sum("bytes") };
}

/** "1.02 [0.95, 1.09]" @param {any} fit */
function exponentText({ exponent, interval95 }) {
  const minus = (/** @type {number} */ value) => value.toFixed(2).replace("-", "−");
  if (interval95 === undefined) return minus(exponent);
  return `${minus(exponent)} [${minus(interval95[0])}, ${minus(interval95[1])}]`;
}

/** @param {(typeof AXES)[number]} axis @param {Tools} tools */
function section(axis, { kept, counted, powerLawFit, format }) {
  const points = pointsOf(axis).map((point) => {
    const name = pointName(point);
    return { x: point[axis.axis], count: counted.get(name), time: kept(name) };
  });
  const timed = points.filter(({ time }) => time !== undefined);
  const held = Object.entries({ T: "sequenceLength", D: "width", L: "layers", B: "batch" })
    .filter(([, field]) => field !== axis.axis)
    .map(([letter, field]) => `${letter} = ${/** @type {any} */ ({ ...BASE, ...axis.base })[field]}`);
  const head = [
    axis.letter,
    "parameters",
    "step, median",
    "10th to 90th percentile",
    ...COLUMNS.map((one) => one.title),
  ];
  const seconds = (/** @type {number} */ ms) => format.formatScaled(ms / 1000, "s");
  const rows = points.map(({ x, count, time }) => [
    x.toLocaleString("en-US"),
    count.parameters.toLocaleString("en-US"),
    ...(time === undefined
      ? ["–", "–"]
      : [seconds(time.stepMs.median), `${seconds(time.stepMs.p10)} to ${seconds(time.stepMs.p90)}`]),
    ...COLUMNS.map(({ unit, field }) =>
      unit === "" ? format.formatNumber(count[field]) : format.formatScaled(count[field], unit),
    ),
  ]);
  const xs = points.map(({ x }) => x);
  const fits = COLUMNS.map(({ field }) =>
    exponentText(
      powerLawFit(
        xs,
        points.map(({ count }) => count[field]),
      ),
    ),
  );
  const timeFit =
    timed.length < LEAST_TIMED
      ? "–"
      : exponentText(
          powerLawFit(
            timed.map(({ x }) => x),
            timed.map(({ time }) => time.stepMs.median),
          ),
        );
  return [
    `## ${axis.title[0].toUpperCase()}${axis.title.slice(1)} (${axis.letter})\n`,
    `Held: ${held.join(", ")}.\n`,
    ...(timed.length < LEAST_TIMED ? [] : [timeChart(axis, timed, format)]),
    workChart(axis, points, format),
    table([head, ...rows, [`exponent of ${axis.letter}`, "", timeFit, "", ...fits]]),
  ].join("\n");
}

/** @param {(typeof AXES)[number]} axis @param {{ x: number, time: any }[]} timed @param {any} format */
function timeChart({ letter, title }, timed, format) {
  const phases = ["forward", "backward"].filter((phase) => timed.every(({ time }) => time.phaseMs[phase] > 0));
  return writeChart(`step-time-${letter.toLowerCase()}.svg`, {
    title: `Time of a training step against ${title}`,
    xTitle: `${letter}, ${title}`,
    yTitle: "ms",
    xs: timed.map(({ x }) => x),
    series: [
      { name: "step", values: timed.map(({ time }) => time.stepMs.median) },
      ...phases.map((phase) => ({ name: phase, values: timed.map(({ time }) => time.phaseMs[phase]) })),
    ],
    format: (value) => format.formatNumber(value, 2),
  });
}

/** @param {(typeof AXES)[number]} axis @param {{ x: number, count: any }[]} points @param {any} format */
function workChart({ letter, title }, points, format) {
  const series = [
    { name: "operations", field: "flops" },
    { name: "bytes moved", field: "bytes" },
    { name: "bytes held at once", field: "peakBytes" },
  ];
  return writeChart(`work-${letter.toLowerCase()}.svg`, {
    title: `Counted work and memory of a training step against ${title}`,
    xTitle: `${letter}, ${title}`,
    yTitle: "FLOP or B",
    xs: points.map(({ x }) => x),
    series: series.map(({ name, field }) => ({ name, values: points.map(({ count }) => count[field]) })),
    format: (value) => format.formatScaled(value, "", 1).trim(),
  });
}

/** Writes a chart; its line in the document. @param {string} file @param {Parameters<typeof chartSvg>[0]} chart */
function writeChart(file, chart) {
  writeFileSync(join(CHARTS, file), chartSvg(chart));
  return `![${chart.title}, double logarithmic.](performance/${file})\n`;
}

/** The first row is the heading. @param {string[][]} rows */
function table([head, ...rows]) {
  const lines = [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows];
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

/** @param {Tools} tools */
function prefillSection({ prefills: rows, powerLawFit, format }) {
  const xs = rows.map((row) => row.sequenceLength);
  const fit = (/** @type {keyof (typeof rows)[0]} */ field) =>
    exponentText(
      powerLawFit(
        xs,
        rows.map((row) => row[field]),
      ),
    );
  const cells = rows.map((row) => [
    row.sequenceLength.toLocaleString("en-US"),
    format.formatScaled(row.slotBytes, "B"),
    format.formatScaled(row.slotBytes / row.sequenceLength, "B"),
    format.formatScaled(row.peakBytes, "B"),
    `${row.dispatches}`,
    format.formatScaled(row.flops, "FLOP"),
    format.formatScaled(row.bytes, "B"),
  ]);
  const head = ["T", "activations", "per token", "all buffers", "dispatches", "operations", "traffic"];
  const last = ["exponent of T", fit("slotBytes"), "", fit("peakBytes"), fit("dispatches"), fit("flops"), fit("bytes")];
  return [
    "## Reading long sequences (prefill)\n",
    "One sequence is only read, B = 1: nothing is kept for a backward. Attention keeps no T × T matrix, so memory grows with T while",
    "operations grow towards T². These are plans for a portable device; a device test reads 8,192 tokens, finds the planned bytes",
    "allocated, and gets the losses that shorter readings give (`src/training/trainer/prefill.gpu.test.ts`).\n",
    table([head, ...cells, last]),
  ].join("\n");
}

/** @param {any} adapter */
function introduction(adapter) {
  const name = adapter === undefined ? "" : [adapter.vendor, adapter.architecture].filter(Boolean).join(" ");
  const where =
    adapter === undefined
      ? "Nothing is measured yet."
      : adapter.isSoftware
        ? `Times are of ${name}, a software adapter that computes on the processor, beside other work: they show how work grows here, not what a graphics card takes, and rank nothing.`
        : `Times are of ${name} (${adapter.description}).`;
  return `# Performance

How a training step grows, made by \`npm run scaling\`, which goes on where it was left. ${where}

The model is a small decoder: byte vocabulary, RMSNorm, rotary attention with heads of 16, SwiGLU of about 8/3 D, AdamW, single precision.
A point trains ${STEPS} steps; the first two warm up and the fifth is profiled, and the median is of the rest. Exponents are slopes of straight lines through
the points on two logarithmic axes, by least squares, with the 95 % interval of the slope; where fixed work and growing work mix, a line is a summary and no law.
Dispatches, operations, traffic (each operand once), activations and peak memory are counted from plans for a portable graphics device, without running them;
predicted memory equals what is allocated, to the byte (\`src/training/trainer/memory.gpu.test.ts\`).
`;
}

/** @param {Tools} tools */
export async function writePerformance(tools) {
  mkdirSync(CHARTS, { recursive: true });
  const adapter = AXES.flatMap(pointsOf).flatMap((point) => tools.kept(pointName(point))?.adapter ?? [])[0];
  const parts = [introduction(adapter), ...AXES.map((axis) => section(axis, tools)), prefillSection(tools)];
  writeFileSync(DOCUMENT, await prettify(parts.join("\n"), { parser: "markdown", printWidth: 120 }));
}
