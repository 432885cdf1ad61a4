// docs/performance.md and its charts from the points that were measured.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format as prettify } from "prettier";
import { ROOT } from "../site.mjs";
import { chartSvg } from "./chart.mjs";
import { STEPS } from "./measure.mjs";
import { AXES, BASE, pointName, pointsOf, PREFILL_LENGTHS } from "./points.mjs";

const DOCUMENT = join(ROOT, "docs/performance.md");
const CHARTS = join(ROOT, "docs/performance");

/** @typedef {{ kept: (name: string) => any, powerLawFit: (xs: number[], ys: number[]) => any, format: any }} Tools */

/** Counted or measured quantities, the same for every axis. */
const COLUMNS = [
  { title: "step, median", unit: "s", of: (/** @type {any} */ row) => row.stepMs.median / 1000 },
  { title: "dispatches", unit: "", of: (/** @type {any} */ row) => row.dispatchesPerStep },
  { title: "operations", unit: "FLOP", of: (/** @type {any} */ row) => row.flopsPerStep },
  { title: "traffic", unit: "B", of: (/** @type {any} */ row) => row.bytesPerStep },
  { title: "peak memory", unit: "B", of: (/** @type {any} */ row) => row.peakBytes },
];

/** "1.02 [0.95, 1.09]" @param {any} fit */
function exponentText({ exponent, interval95 }) {
  const minus = (/** @type {number} */ value) => value.toFixed(2).replace("-", "−");
  if (interval95 === undefined) return minus(exponent);
  return `${minus(exponent)} [${minus(interval95[0])}, ${minus(interval95[1])}]`;
}

/** @param {(typeof AXES)[number]} axis @param {Tools} tools */
function section(axis, { kept, powerLawFit, format }) {
  const points = pointsOf(axis).flatMap((point) => {
    const row = kept(pointName(point));
    return row === undefined ? [] : [{ x: point[axis.axis], row }];
  });
  const held = Object.entries({ T: "sequenceLength", D: "width", L: "layers", B: "batch" })
    .filter(([, field]) => field !== axis.axis)
    .map(([letter, field]) => `${letter} = ${/** @type {any} */ ({ ...BASE, ...axis.base })[field]}`);
  const heading = `## ${axis.title[0].toUpperCase()}${axis.title.slice(1)} (${axis.letter})\n\nHeld: ${held.join(", ")}.\n`;
  if (points.length < 2) return `${heading}\nNot measured yet.\n`;
  const xs = points.map(({ x }) => x);
  const head = [axis.letter, "parameters", ...COLUMNS.map(({ title }) => title), "10th to 90th percentile"];
  const rows = points.map(({ x, row }) => [
    x.toLocaleString("en-US"),
    row.parameters.toLocaleString("en-US"),
    ...COLUMNS.map(({ unit, of }) => format.formatScaled(of(row), unit).trim()),
    `${format.formatScaled(row.stepMs.p10 / 1000, "s")} to ${format.formatScaled(row.stepMs.p90 / 1000, "s")}`,
  ]);
  const fits = COLUMNS.map(({ of }) =>
    exponentText(
      powerLawFit(
        xs,
        points.map(({ row }) => of(row)),
      ),
    ),
  );
  const file = `step-time-${axis.letter.toLowerCase()}.svg`;
  const title = `Time of a training step against ${axis.title}`;
  writeFileSync(
    join(CHARTS, file),
    chartSvg({
      title,
      xTitle: `${axis.letter}, ${axis.title}`,
      yTitle: "ms",
      xs,
      series: [
        { name: "step", values: points.map(({ row }) => row.stepMs.median) },
        ...(["forward", "backward"].every((phase) => points.every(({ row }) => row.phaseMs[phase] > 0))
          ? ["forward", "backward"].map((phase) => ({
              name: phase,
              values: points.map(({ row }) => row.phaseMs[phase]),
            }))
          : []),
      ],
      format: (value) => format.formatNumber(value, 2),
    }),
  );
  return [
    heading,
    `![${title}, double logarithmic.](performance/${file})\n`,
    table([head, ...rows, [`exponent of ${axis.letter}`, "", ...fits, ""]]),
  ].join("\n");
}

/** The first row is the heading. @param {string[][]} rows */
function table([head, ...rows]) {
  const lines = [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows];
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

/** @param {Tools} tools */
function prefillSection({ kept, powerLawFit, format }) {
  const rows = PREFILL_LENGTHS.map((length) => ({ length, plan: kept(`prefill-${length}`) }));
  const heading = "## Reading long sequences (prefill)\n";
  if (rows.some(({ plan }) => plan === undefined)) return `${heading}\nNot planned yet.\n`;
  const xs = rows.map(({ length }) => length);
  const fit = (/** @type {string} */ field) =>
    exponentText(
      powerLawFit(
        xs,
        rows.map(({ plan }) => plan[field]),
      ),
    );
  const cells = rows.map(({ length, plan }) => [
    length.toLocaleString("en-US"),
    format.formatScaled(plan.slotBytes, "B"),
    format.formatScaled(plan.slotBytes / length, "B"),
    format.formatScaled(plan.peakBytes, "B"),
    `${plan.dispatches}`,
    format.formatScaled(plan.flops, "FLOP"),
    format.formatScaled(plan.bytes, "B"),
  ]);
  const head = ["T", "activations", "per token", "all buffers", "dispatches", "operations", "traffic"];
  const last = ["exponent of T", fit("slotBytes"), "", fit("peakBytes"), fit("dispatches"), fit("flops"), fit("bytes")];
  return [
    heading,
    "One sequence is only read, B = 1: nothing is kept for a backward. Attention keeps no T × T matrix, so memory grows with T while",
    "operations grow towards T². These are plans, so they hold on any device; a device test reads 8,192 tokens, finds the planned bytes",
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
        ? `Times are of ${name}, a software adapter that computes on two shared cores of a processor: they show how work grows here, not what a graphics card takes, and rank nothing.`
        : `Times are of ${name} (${adapter.description}).`;
  return `# Performance

How a training step grows, made by \`npm run scaling\`, which goes on where it was left. ${where}

The model is a small decoder: byte vocabulary, RMSNorm, rotary attention with heads of 16, SwiGLU of about 8/3 D, AdamW, single precision.
A point trains ${STEPS} steps; the first two warm up and the fifth is profiled, and the median is of the rest. Exponents are slopes of straight lines through
the points on two logarithmic axes, by least squares, with the 95 % interval of the slope; where fixed work and growing work mix, a line is a summary and no law.
Dispatches, operations, traffic (each operand once) and peak memory are counted from the plan and the same on every device of the same kind; predicted peak
memory equals what is allocated, to the byte (\`src/training/trainer/memory.gpu.test.ts\`).
`;
}

/** @param {Tools} tools */
export async function writePerformance(tools) {
  mkdirSync(CHARTS, { recursive: true });
  const adapter = AXES.flatMap(pointsOf).flatMap((point) => tools.kept(pointName(point))?.adapter ?? [])[0];
  const parts = [introduction(adapter), ...AXES.map((axis) => section(axis, tools)), prefillSection(tools)];
  writeFileSync(DOCUMENT, await prettify(parts.join("\n"), { parser: "markdown", printWidth: 120 }));
}
