import { formatNumber } from "../../lib/format.ts";
import { Failure } from "../../lib/failure.ts";
import type { TextFile } from "../text-dataset.ts";
import type { RawSeries } from "./series-set.ts";

export interface CsvSeries {
  readonly series: RawSeries;
  /** Name of the column of time stamps; absent: there is none. */
  readonly timeColumn?: string;
  /** Every row is an hour after the one before. */
  readonly isHourly: boolean;
  /** What a reader should know, such as rows that are not evenly spaced. */
  readonly notes: readonly string[];
}

const SEPARATORS = [",", ";", "\t"] as const;
const HOUR_MS = 3_600_000;
const TIME_NAMES = /^(date|time|datetime|timestamp|index)$/i;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GAPS = /^(|na|nan|null|none|\?|-)$/i;
const FEWEST_ROWS = 20;

interface Table {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const place = ({ name, header }: Table, row: number, column: number): string =>
  `Line ${formatNumber(row + 2)} of ${name}, column “${header[column]}”`;

/** Fields of a line, quotes taken off. */
function fieldsOf(line: string, separator: string): string[] {
  const fields = [""];
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) fields.push("");
    else fields[fields.length - 1] += letter;
  }
  return fields.map((field) => field.trim());
}

function tableOf({ name, bytes }: TextFile): Table {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${name} is not UTF-8 text: save the table as CSV in UTF-8.`);
  }
  const lines = text.split(/\r\n|\n|\r/);
  while (lines.length > 0 && lines[lines.length - 1].trim() === "") lines.pop();
  if (lines.length === 0) throw new Failure(`${name} is empty: choose a table with a header and a row for each step.`);
  const separator = SEPARATORS.reduce((best, one) =>
    lines[0].split(one).length > lines[0].split(best).length ? one : best,
  );
  const [header, ...rows] = lines.map((line) => fieldsOf(line, separator));
  const odd = rows.findIndex((fields) => fields.length !== header.length);
  if (odd >= 0) {
    throw new Failure(
      `Line ${formatNumber(odd + 2)} of ${name} has ${rows[odd].length} fields, but the header has ${header.length}: every line needs one for each column.`,
    );
  }
  if (header.length > 0 && header.every((field) => NUMBER.test(field))) {
    throw new Failure(
      `${name} begins with numbers: its first line must name the columns, such as date,load,temperature.`,
    );
  }
  return { name, header, rows };
}

function valueAt(table: Table, row: number, column: number): number {
  const field = table.rows[row][column];
  if (GAPS.test(field)) {
    throw new Failure(
      `${place(table, row, column)} holds no value${field === "" ? "" : ` (“${field}”)`}: fill the gap or leave the column out; nothing is filled in here.`,
    );
  }
  if (!NUMBER.test(field)) {
    throw new Failure(
      `${place(table, row, column)} holds “${field.slice(0, 40)}”, which is no number: columns behind the time stamp must be numbers with a decimal point.`,
    );
  }
  return Number(field);
}

/** Milliseconds between a time stamp and the next; NaN where one of them is no date. */
function stepsOf(stamps: readonly string[]): number[] {
  const times = stamps.map((stamp) =>
    Date.parse(`${stamp.replace(" ", "T").replace(/^(\d{4}-\d\d-\d\d)$/, "$1T00:00")}Z`),
  );
  return times.slice(1).map((time, i) => time - times[i]);
}

function spacingOf(table: Table, stamps: readonly string[]): Pick<CsvSeries, "isHourly" | "notes"> {
  const steps = stepsOf(stamps);
  const [usual] = steps;
  if (!steps.every((step) => Number.isFinite(step))) return { isHourly: false, notes: [] };
  const back = steps.findIndex((step) => step <= 0);
  if (back >= 0) {
    throw new Failure(
      `${place(table, back + 1, 0)} holds ${stamps[back + 1]}, which is not later than the row before: sort the rows by time and keep each once.`,
    );
  }
  const odd = steps.findIndex((step) => step !== usual);
  if (odd < 0) return { isHourly: usual === HOUR_MS, notes: [] };
  return {
    isHourly: false,
    notes: [
      `The rows are not evenly spaced, first at line ${formatNumber(odd + 3)}; they are taken as steps of one length.`,
    ],
  };
}

/** A table of one row for each step: a header, perhaps a first column of time stamps, and numbers in all the others. */
export function readSeriesCsv(file: TextFile): CsvSeries {
  const table = tableOf(file);
  const { name, header, rows } = table;
  if (rows.length < FEWEST_ROWS) {
    throw new Failure(
      `${name} has ${rows.length} rows behind its header, and ${FEWEST_ROWS} are needed at least: choose a longer series.`,
    );
  }
  const hasTime = TIME_NAMES.test(header[0]) || rows.every(([first]) => !NUMBER.test(first) && !GAPS.test(first));
  const first = hasTime ? 1 : 0;
  const names = header.slice(first);
  if (names.length === 0) throw new Failure(`${name} has time stamps only: it needs a column of numbers to forecast.`);
  const values = new Float64Array(rows.length * names.length);
  for (let row = 0; row < rows.length; row++) {
    for (let n = 0; n < names.length; n++) values[row * names.length + n] = valueAt(table, row, first + n);
  }
  const spacing = hasTime
    ? spacingOf(
        table,
        rows.map(([stamp]) => stamp),
      )
    : { isHourly: false, notes: [] };
  return { series: { names, values }, ...spacing, ...(hasTime ? { timeColumn: header[0] } : {}) };
}
