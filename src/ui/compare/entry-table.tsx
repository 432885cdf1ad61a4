import { differenceRows, whatChanged } from "../../experiments/compare/differences.ts";
import { COSTS } from "../../experiments/compare/costs.ts";
import type { ComparedEntry, Entry } from "../../experiments/compare/entries.ts";
import { finalAccuracy } from "../../experiments/compare/accuracy.ts";
import { finalQuality } from "../../experiments/compare/final-quality.ts";
import { measureOf } from "../../experiments/schema/measure.ts";
import type { Measure } from "../../experiments/schema/measure.ts";
import {
  formatFixed,
  formatInterval,
  formatNumber,
  formatQuantity,
  formatScaled,
  formatSeconds,
} from "../../lib/format.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { Term } from "../components/term.tsx";
import { entryStyle } from "./entry-style.ts";

interface TableProps {
  readonly entries: readonly Entry[];
  readonly pinned: Entry;
  readonly compared: readonly ComparedEntry[];
}

interface Row {
  readonly label: string | ((measure: Measure) => string);
  readonly of: (entry: Entry, compared: ComparedEntry | undefined) => string;
}

function reachedText(amount: number | null | undefined, format: (value: number) => string): string {
  if (amount === undefined) return "–";
  return amount === null ? "not reached" : format(amount);
}

const RESULT_ROWS: readonly Row[] = [
  {
    label: ({ unit }) => `${unit}, 95 % interval`,
    of: ({ arm }) => {
      const quality = finalQuality(arm);
      if (quality === undefined) return "not finished";
      return formatQuantity(quality.bitsPerByte, { uncertainty: quality.halfWidth95, n: quality.n });
    },
  },
  {
    label: "accuracy",
    of: ({ arm }) => {
      const right = finalAccuracy(arm);
      if (right === undefined) return "–";
      const spread = right.halfWidth95 === undefined ? "" : ` ± ${formatFixed(100 * right.halfWidth95, 1)}`;
      return `${formatFixed(100 * right.mean, 1)}${spread} % (n = ${right.n})`;
    },
  },
  {
    label: "difference to the baseline",
    of: (_, compared) =>
      compared?.difference === undefined
        ? "–"
        : `${compared.difference > 0 ? "+" : ""}${formatFixed(compared.difference, 3)} ${compared.interval95 === undefined ? "" : formatInterval(compared.interval95)}`,
  },
  {
    label: "p, paired t test",
    of: (_, compared) => (compared?.p === undefined ? "–" : formatNumber(compared.p, 2)),
  },
  { label: "steps to the baseline’s final", of: (_, compared) => reachedText(compared?.reached?.steps, formatNumber) },
  { label: "seconds to it", of: (_, compared) => reachedText(compared?.reached?.seconds, formatSeconds) },
  {
    label: "FLOPs to it",
    of: (_, compared) => reachedText(compared?.reached?.flops, (flops) => formatScaled(flops, "FLOP")),
  },
  ...COSTS.map(({ title, unit, of }) => ({
    label: title.toLowerCase(),
    of: ({ arm }: Entry) => (unit === "" ? formatNumber(of(arm)) : formatScaled(of(arm), unit)),
  })),
];

/** Architecture, settings and results on one page; only what differs between the entries, results always. */
export function EntryTable({ entries, pinned, compared }: TableProps) {
  const differing = differenceRows(entries, pinned);
  const comparedOf = (entry: Entry) => compared.find(({ id }) => id === entry.key);
  const measure = measureOf(pinned.result.dataset);
  const results = RESULT_ROWS.map(({ label, of }) => ({
    label: typeof label === "string" ? label : label(measure),
    values: entries.map((entry) => of(entry, comparedOf(entry))),
  })).filter(({ values }) => values.some((value) => value !== "–"));
  return (
    <section className="panel entry-table" aria-labelledby="differences-heading">
      <h2 id="differences-heading">
        Results, and <Term of="difference">what differs</Term>
      </h2>
      {entries.some(({ result }) => result.adapter.isSoftware) ? (
        <p className="note">Software adapter: latencies and times are not a ranking.</p>
      ) : null}
      <div className="wide-scroll" role="group" aria-label="Table of results and differences" tabIndex={0}>
        <table className="table compact">
          <thead>
            <tr>
              <td />
              {entries.map((entry) => (
                <th key={entry.key} scope="col">
                  <ArmKey {...entryStyle(entries, entry, pinned)} /> {entry.title}
                  <span className="note">{whatChanged(pinned, entry)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...results, ...differing].map(({ label, values }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {values.map((value, place) => (
                  <td key={entries[place].key} className="number">
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
