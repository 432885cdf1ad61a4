import { Failure } from "../../lib/failure.ts";
import { formatNumber } from "../../lib/format.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import { bordersOf } from "../series/borders.ts";
import { readSeriesCsv } from "../series/csv-series.ts";
import type { LoadedSeries, SeriesDataset } from "../series/series-dataset.ts";
import type { LoadContext } from "../text-dataset.ts";

/** Whether a file is a table of a series, by its name. */
export function isSeriesFile(name: string): boolean {
  return /\.csv$/i.test(name);
}

async function loadSeries({ file, evaluationFile, evaluationFraction }: LoadContext): Promise<LoadedSeries> {
  if (file === undefined) {
    throw new Failure("No table was given: drop a CSV file on the page, or name it as `data.file` in the experiment.");
  }
  if (evaluationFile !== undefined || evaluationFraction !== undefined) {
    throw new Failure("A series is cut in time into three parts by itself: take `data.splits` out of the experiment.");
  }
  const { series, timeColumn, isHourly, notes } = readSeriesCsv(file);
  const rows = series.values.length / series.names.length;
  const { borders, note } = bordersOf(rows, isHourly);
  const stamps = timeColumn === undefined ? "no column of time stamps" : `time stamps in “${timeColumn}”`;
  return {
    series,
    borders,
    sha256: await sha256Hex(file.bytes),
    bytes: file.bytes.length,
    verified: false,
    verification: "not verified: your own file",
    notes: [
      `Read ${formatNumber(rows)} rows of ${series.names.length} variables (${series.names.join(", ")}), ${stamps}; nothing was left out.`,
      ...notes,
      note,
    ],
  };
}

export const droppedSeries: SeriesDataset = {
  id: "dropped-series",
  title: "Your own series",
  description: "A CSV table with a header and a row for each step, dropped or named; it never leaves this machine.",
  licence: "Yours to know",
  attribution: "Yours to give",
  origin: "file",
  loadSeries,
};
