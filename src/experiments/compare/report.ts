import { formatFixed, formatInterval, formatNumber, formatScaled } from "../../lib/format.ts";
import { COSTS } from "./costs.ts";
import { differenceRows, whatChanged } from "./differences.ts";
import { compareEntries, unfairness } from "./entries.ts";
import type { Entry } from "./entries.ts";
import { finalAccuracy } from "./accuracy.ts";
import { finalQuality } from "./final-quality.ts";
import { measureOf, qualityOf } from "../schema/measure.ts";

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function qualityText(entry: Entry): string {
  const quality = finalQuality(entry.arm);
  if (quality === undefined) return "not finished";
  const { bitsPerByte, halfWidth95, n } = quality;
  return `${formatFixed(bitsPerByte, 3)}${halfWidth95 === undefined ? "" : ` ± ${formatFixed(halfWidth95, 3)}`} (n = ${n})`;
}

function accuracyText({ arm }: Entry): string {
  const right = finalAccuracy(arm);
  if (right === undefined) return "not finished";
  const spread = right.halfWidth95 === undefined ? "" : ` ± ${formatFixed(100 * right.halfWidth95, 1)}`;
  return `${formatFixed(100 * right.mean, 1)}${spread} % (n = ${right.n})`;
}

/** The comparison as a Markdown document: verdicts, results, costs and what differs. */
export function markdownReport(entries: readonly Entry[], pinned: Entry): string {
  const compared = compareEntries(entries, pinned);
  const { dataset, adapter, versions } = pinned.result;
  const { unit, hasAccuracy } = measureOf(dataset);
  const results = entries.map((entry) => {
    const own = compared.find(({ id }) => id === entry.key);
    const steps = own?.reached?.steps;
    return [
      entry.title,
      qualityText(entry),
      own?.difference === undefined ? "–" : `${formatFixed(own.difference, 3)} ${formatInterval(own.interval95)}`,
      steps === undefined ? "–" : steps === null ? "not reached" : formatNumber(steps),
      whatChanged(pinned, entry),
      ...(hasAccuracy ? [accuracyText(entry)] : []),
    ];
  });
  const costs = COSTS.flatMap((cost) => {
    const values = entries.map(({ arm }) => cost.of(arm));
    return values.every((value) => value === undefined)
      ? []
      : [
          [
            cost.title,
            ...values.map((value) => (cost.unit === "" ? formatNumber(value) : formatScaled(value, cost.unit))),
          ],
        ];
  });
  const titles = entries.map(({ title }) => title);
  return `${[
    `# ${titles.join(" against ")}`,
    ...compared.map(({ verdict }) => verdict),
    ...unfairness(entries, pinned),
    `Baseline: ${pinned.title}. Data: ${dataset.title ?? dataset.id}, SHA-256 ${dataset.sha256}; held-out slice ${dataset.evalSlice.sha256}. ` +
      `Adapter: ${[adapter.vendor, adapter.architecture].join(" ").trim()}${adapter.isSoftware ? " (software adapter: timings are not a ranking)" : ""}. Version ${versions["bakeoff"] ?? "unknown"}.`,
    `After ±: half of the 95 % interval over seeds. Differences are arm minus baseline in ${unit}, paired by seed; below 0 is better.`,
    table(
      [
        "arm",
        unit,
        "difference",
        "steps to the baseline’s final",
        "what changed",
        ...(hasAccuracy ? ["accuracy"] : []),
      ],
      results,
    ),
    table(["cost", ...titles], costs),
    table(
      ["what differs", ...titles],
      differenceRows(entries, pinned).map(({ label, values }) => [label, ...values]),
    ),
  ].join("\n\n")}\n`;
}

function csvCell(value: string | number | undefined): string {
  const text = value === undefined ? "" : String(value);
  // A leading sign would be read as a formula by spreadsheets.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Every run of the entries as a row of comma-separated values (RFC 4180), with full precision. */
export function runsCsv(entries: readonly Entry[]): string {
  // Such as bits_per_byte.
  const quality = measureOf(entries[0]?.result.dataset).unit.replace("/", "_per_").replace(" ", "_");
  const head = ["arm", "seed", "learning_rate", "steps", "loss", quality, "accuracy", "state_sha256"].concat(
    COSTS.map(({ id, unit }) => (unit === "" ? id : `${id}_${unit}`)),
  );
  const rows = entries.flatMap(({ title, arm }) =>
    arm.runs.map((run) => [
      title,
      run.seed,
      run.learningRate,
      run.curves.step.at(-1),
      run.final?.loss,
      run.final === undefined ? undefined : qualityOf(run.final),
      run.final?.accuracy,
      run.stateHash,
      ...COSTS.map((cost) => cost.of({ ...arm, runs: [run] })),
    ]),
  );
  return [head, ...rows]
    .map((row) => row.map(csvCell).join(","))
    .join("\r\n")
    .concat("\r\n");
}
