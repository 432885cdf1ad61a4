/**
 * Columns padded to their widest cell; the first is text, the others are numbers.
 * @param {readonly (readonly string[])[]} rows the first is the heading
 */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (/** @type {readonly string[]} */ row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ");
  return rows.map(line).join("\n");
}

/** @param {number | undefined} ms */
const milliseconds = (ms) => (ms === undefined ? "" : ms.toFixed(ms < 100 ? 1 : 0));

/** @param {readonly import("./statistics.mjs").Row[]} rows */
export function ratioTable(rows) {
  const heading = ["case", "rival", "ratio", "least", "most", "rounds", "metric", "ours ms", "rival ms"];
  const cells = rows.map((row) => [
    row.case,
    row.rival,
    row.ratioMedian.toFixed(2),
    row.ratioMin.toFixed(2),
    row.ratioMax.toFixed(2),
    String(row.rounds),
    row.metric,
    milliseconds(row.oursMs),
    milliseconds(row.rivalMs),
  ]);
  return table([heading, ...cells]);
}

/**
 * @param {readonly { case: string, engine: string, work: import("../page/device-work.ts").DeviceWork }[]} entries
 */
export function workTable(entries) {
  const fields = /** @type {const} */ (["dispatches", "passes", "submits", "bindGroups", "buffers", "pipelines"]);
  const heading = ["one warm run", "engine", "dispatches", "passes", "submits", "new bind groups", "new buffers"];
  const shown = fields.slice(0, 5);
  const cells = entries.map((entry) => [entry.case, entry.engine, ...shown.map((field) => String(entry.work[field]))]);
  return table([heading, ...cells]);
}

/** @param {readonly import("../page/engines/bakeoff/profile.ts").KernelRow[]} rows */
export function profileTable(rows) {
  const total = rows.reduce((sum, row) => sum + row.ms, 0);
  const cells = rows.map((row) => [
    row.label,
    row.phase,
    String(row.launches),
    row.ms.toFixed(2),
    `${((100 * row.ms) / total).toFixed(1)}%`,
    (row.gigaflops / (row.ms / 1000)).toFixed(2),
    (row.megabytes / row.ms).toFixed(2),
  ]);
  const phases = ["forward", "backward", "optimizer"].map((phase) => {
    const own = rows.filter((row) => row.phase === phase);
    const [ms, launches] = [own.reduce((sum, row) => sum + row.ms, 0), own.reduce((sum, row) => sum + row.launches, 0)];
    return `${phase} ${ms.toFixed(1)} ms in ${launches} dispatches`;
  });
  const launches = rows.reduce((sum, row) => sum + row.launches, 0);
  return [
    table([["kernel", "phase", "launches", "ms", "share", "GFLOP/s", "GB/s"], ...cells]),
    `step ${total.toFixed(1)} ms in ${launches} dispatches: ${phases.join(", ")}`,
  ].join("\n");
}

/** @param {readonly import("../page/engines/bakeoff/profile.ts").CompileRow[]} rows */
export function compileTable(rows) {
  const total = rows.reduce((sum, row) => sum + row.ms, 0);
  const cells = rows.map((row) => [row.label, row.ms.toFixed(0)]);
  const sum = `${rows.length} pipelines, one behind the other ${(total / 1000).toFixed(1)} s`;
  return [table([["pipeline", "compile ms"], ...cells]), sum].join("\n");
}
