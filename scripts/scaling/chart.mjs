// One small double logarithmic chart as SVG: points, the fitted line, a line per series.

const SIZE = { width: 420, height: 260 };
const FRAME = { left: 64, right: 14, top: 14, bottom: 40 };
const DASHES = ["", "6 3", "2 3", "8 3 2 3"];

/** @typedef {{ name: string, values: number[] }} Series */

/** @param {number[]} values */
function range(values) {
  const logs = values.map(Math.log10);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const pad = Math.max(0.06, (high - low) * 0.08);
  return { low: low - pad, high: high + pad };
}

/** Ticks at 1, 2 and 5 times powers of ten. @param {{ low: number, high: number }} bounds */
function ticks({ low, high }) {
  const all = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    for (const step of [1, 2, 5]) all.push(step * 10 ** power);
  }
  const inside = all.filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
  return inside.length > 6 ? inside.filter((value) => /^1/.test(value.toExponential())) : inside;
}

/**
 * @param {{ title: string, xTitle: string, yTitle: string, xs: readonly number[], series: Series[], format: (value: number) => string }} chart
 */
export function chartSvg({ title, xTitle, yTitle, xs, series, format }) {
  const x = range([...xs]);
  const y = range(series.flatMap(({ values }) => values));
  const right = SIZE.width - FRAME.right;
  const bottom = SIZE.height - FRAME.bottom;
  const place = (/** @type {{ low: number, high: number }} */ { low, high }, /** @type {number} */ value) =>
    (Math.log10(value) - low) / (high - low);
  const xAt = (/** @type {number} */ value) => (FRAME.left + place(x, value) * (right - FRAME.left)).toFixed(1);
  const yAt = (/** @type {number} */ value) => (bottom - place(y, value) * (bottom - FRAME.top)).toFixed(1);
  const lines = series.map(({ values }, index) => {
    const points = values.map((value, i) => `${xAt(xs[i])},${yAt(value)}`);
    const dots = values.map((value, i) => `<circle cx="${xAt(xs[i])}" cy="${yAt(value)}" r="3"/>`).join("");
    return `<polyline fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="${DASHES[index]}" points="${points.join(" ")}"/>${dots}`;
  });
  const names = series.map(
    ({ name }, index) =>
      `<line x1="${FRAME.left + 8}" x2="${FRAME.left + 32}" y1="${FRAME.top + 8 + 15 * index}" y2="${FRAME.top + 8 + 15 * index}" stroke="currentColor" stroke-width="1.5" stroke-dasharray="${DASHES[index]}"/>` +
      `<text x="${FRAME.left + 38}" y="${FRAME.top + 12 + 15 * index}">${name}</text>`,
  );
  const xTicks = xs.map((value) => `<text x="${xAt(value)}" y="${bottom + 16}" text-anchor="middle">${value}</text>`);
  const yTicks = ticks(y).map(
    (value) =>
      `<line x1="${FRAME.left}" x2="${right}" y1="${yAt(value)}" y2="${yAt(value)}" stroke="currentColor" stroke-opacity="0.15"/>` +
      `<text x="${FRAME.left - 6}" y="${Number(yAt(value)) + 4}" text-anchor="end">${format(value)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${title}">`,
    `<style>svg{color:#1f1f1c;font:12px system-ui,sans-serif}text{fill:currentColor}circle{fill:currentColor}@media (prefers-color-scheme:dark){svg{color:#e8e6e0}}</style>`,
    `<line x1="${FRAME.left}" x2="${FRAME.left}" y1="${FRAME.top}" y2="${bottom}" stroke="currentColor"/>`,
    `<line x1="${FRAME.left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="currentColor"/>`,
    ...yTicks,
    ...xTicks,
    `<text x="${right}" y="${SIZE.height - 6}" text-anchor="end">${xTitle}</text>`,
    `<text x="${FRAME.left}" y="${SIZE.height - 6}">${yTitle}</text>`,
    ...lines,
    ...names,
    "</svg>\n",
  ].join("\n");
}
