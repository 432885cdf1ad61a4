import { useMemo, useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { formatNumber, formatPercent, formatScaled } from "../../lib/format.ts";
import type { StepProfile } from "../../workers/protocol.ts";
import { Term } from "../components/term.tsx";
import { PROFILE_TERMS } from "./profile-terms.ts";
import { workRows } from "./work-rows.ts";
import type { Grouping, WorkRow } from "./work-rows.ts";
import { perSecond } from "./work-sentence.ts";

const GROUPINGS: readonly { readonly id: Grouping; readonly title: string }[] = [
  { id: "kernel", title: "By kernel" },
  { id: "block", title: "By block" },
  { id: "launch", title: "Kernel in block" },
];

interface Column {
  readonly title: string;
  /** What is sorted by; undefined sorts last. */
  readonly valueOf: (row: WorkRow) => number | string | undefined;
  readonly textOf: (row: WorkRow) => string;
}

const COLUMNS: readonly Column[] = [
  { title: "name", valueOf: (row) => row.name, textOf: (row) => row.name },
  { title: "launches", valueOf: (row) => row.launches, textOf: (row) => formatNumber(row.launches) },
  { title: "ms", valueOf: (row) => row.ms, textOf: (row) => formatNumber(row.ms, 3) },
  { title: "share", valueOf: (row) => row.share, textOf: (row) => formatPercent(row.share, 2) },
  { title: "FLOPs", valueOf: (row) => row.flops, textOf: (row) => formatScaled(row.flops, "") },
  { title: "bytes", valueOf: (row) => row.bytes, textOf: (row) => formatScaled(row.bytes, "B") },
  {
    title: "FLOP/s",
    valueOf: (row) => perSecond(row.flops, row.ms),
    textOf: (row) => formatScaled(perSecond(row.flops, row.ms), ""),
  },
  {
    title: "B/s",
    valueOf: (row) => perSecond(row.bytes, row.ms),
    textOf: (row) => formatScaled(perSecond(row.bytes, row.ms), "B/s"),
  },
  {
    title: "of the roof",

    valueOf: (row) => (row.ms > 0 ? row.peakFraction : undefined),
    textOf: (row) => (row.ms > 0 ? `${formatPercent(row.peakFraction, 2)} (${row.bound})` : "–"),
  },
];

const START = { column: "ms", isDescending: true };

function sorted(rows: readonly WorkRow[], order: typeof START): readonly WorkRow[] {
  const { valueOf } = COLUMNS.find(({ title }) => title === order.column) ?? COLUMNS[0];
  const sign = order.isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    if (typeof a === "string") return sign * a.localeCompare(String(b));
    return sign * (a - Number(b));
  });
}

/** Time and work per kernel or block, sorted by any column. */
export function WorkTable({ profile }: { readonly profile: StepProfile }) {
  const [grouping, setGrouping] = useState<Grouping>("kernel");
  const [order, setOrder] = useState(START);
  const rows = useMemo(() => workRows(profile, grouping), [profile, grouping]);
  const sortBy = (column: string): void =>
    setOrder({ column, isDescending: order.column === column ? !order.isDescending : column !== "name" });
  return (
    <section className="panel" aria-labelledby="work-heading">
      <div className="panel-heading">
        <h2 id="work-heading">Time and work</h2>
        <ToggleButtonGroup
          className="segments"
          aria-label="Rows"
          disallowEmptySelection
          selectedKeys={[grouping]}
          onSelectionChange={([key]) => setGrouping(key as Grouping)}
        >
          {GROUPINGS.map(({ id, title }) => (
            <ToggleButton key={id} id={id} className="segment">
              {title}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div className="scroll profile-scroll" tabIndex={0} role="region" aria-label="Time and work of one step">
        <table className="table compact">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <HeaderCell key={column.title} column={column} order={order} onSort={() => sortBy(column.title)} />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(rows, order).map((row) => (
              <tr key={`${row.name} ${row.place}`}>
                <th scope="row" className="number">
                  {row.name}
                  <span className="note">{row.place}</span>
                </th>
                {COLUMNS.slice(1).map(({ title, textOf }) => (
                  <td key={title} className="number">
                    {textOf(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">
        <Term of={PROFILE_TERMS.launchTime}>time</Term>, <Term of={PROFILE_TERMS.work}>FLOPs</Term>,{" "}
        <Term of={PROFILE_TERMS.traffic}>bytes</Term> and <Term of={PROFILE_TERMS.roofShare}>of the roof</Term>: what
        they mean.
      </p>
    </section>
  );
}

interface HeaderCellProps {
  readonly column: Column;
  readonly order: typeof START;
  readonly onSort: () => void;
}

function HeaderCell({ column: { title }, order, onSort }: HeaderCellProps) {
  const isSorted = order.column === title;
  const direction = order.isDescending ? "descending" : "ascending";
  return (
    <th scope="col" aria-sort={isSorted ? direction : "none"}>
      <button type="button" className="sort-button" onClick={onSort}>
        {title}
        <span aria-hidden="true">{isSorted ? (order.isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}
