import { describe, expect, test } from "vitest";
import { correlatedSeries } from "../correlated-series/series.ts";
import { droppedSeries } from "../dropped-series/dataset.ts";
import { offline } from "../offline.fixture.ts";
import { prepareExamples } from "../prepare.ts";
import type { DataRequest, PreparationOptions } from "../prepared.ts";
import { bordersOf } from "./borders.ts";
import { readSeriesCsv } from "./csv-series.ts";
import { linearForecast } from "./forecast-references.ts";
import { standardisedSeries, windowCount } from "./series-set.ts";

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const stamp = (hour: number): string =>
  new Date(Date.UTC(2016, 6, 1, hour)).toISOString().slice(0, 19).replace("T", " ");

/** A table of `rows` hours with two variables; `change` edits its lines. */
function table(rows: number, change: (lines: string[]) => void = () => undefined): Uint8Array<ArrayBuffer> {
  const lines = [
    "date,HUFL,OT",
    ...Array.from({ length: rows }, (_, t) => `${stamp(t)},${t % 24},${(t / 7).toFixed(3)}`),
  ];
  change(lines);
  return utf8(lines.join("\n"));
}

const read = (bytes: Uint8Array<ArrayBuffer>) => readSeriesCsv({ name: "a.csv", bytes });

function prepare(request: Partial<DataRequest>, files: PreparationOptions["files"] = {}, sequenceLength = 1) {
  return prepareExamples(
    { tokenizer: "byte", ...request },
    { sequenceLength, evaluate: { tokens: 50_000, quickTokens: 100 } },
    { context: offline, files, onTokenizer: () => undefined, onYardsticks: () => undefined },
  );
}

describe("a CSV table", () => {
  test("its header names the variables, its first column is time, its rows are hours", () => {
    const { series, timeColumn, isHourly } = read(table(30));
    expect([series.names, timeColumn, isHourly]).toEqual([["HUFL", "OT"], "date", true]);
    expect([...series.values.subarray(0, 4)]).toEqual([0, 0, 1, 0.143]);
    expect(series.values.length).toBe(60);
  });

  test("semicolons, quotes, a mark of byte order and Windows lines read the same", () => {
    const text = new TextDecoder().decode(table(30));
    const other = `\ufeff${text.replaceAll(",", ";").replaceAll("date", '"date"').replaceAll("\n", "\r\n")}\r\n\r\n`;
    expect(read(utf8(other)).series).toEqual(read(table(30)).series);
  });

  test("numbers from the first column on are variables all", () => {
    const lines = Array.from({ length: 30 }, (_, t) => `${t},${2 * t}`);
    expect(read(utf8(`a,b\n${lines.join("\n")}`)).series.names).toEqual(["a", "b"]);
  });

  test.each<[string, (lines: string[]) => void, RegExp]>([
    ["a gap", (lines) => (lines[5] = `${stamp(4)},,1`), /Line 6 of a\.csv, column “HUFL” holds no value: fill the gap/],
    ["a named gap", (lines) => (lines[5] = `${stamp(4)},1,NaN`), /Line 6 .*column “OT” holds no value \(“NaN”\)/],
    [
      "text",
      (lines) => (lines[7] = `${stamp(6)},1,warm`),
      /Line 8 of a\.csv, column “OT” holds “warm”, which is no number/,
    ],
    ["fields", (lines) => (lines[9] = `${stamp(8)},1`), /Line 10 of a\.csv has 2 fields, but the header has 3/],
    ["too few rows", (lines) => (lines.length = 11), /has 10 rows behind its header, and 20 are needed/],
    [
      "an hour twice",
      (lines) => (lines[4] = lines[3]),
      /Line 5 of a\.csv, column “date” .*not later than the row before/,
    ],
    ["no header", (lines) => (lines[0] = "1,2,3"), /first line must name the columns/],
    ["nothing", (lines) => (lines.length = 0), /a\.csv is empty/],
  ])("%s is a sentence that names the place", (_, change, sentence) => {
    expect(() => read(table(30, change))).toThrow(sentence);
  });

  test("a missing hour is told, and the rows are no longer hourly", () => {
    const { isHourly, notes } = read(table(30, (lines) => lines.splice(10, 1)));
    expect(isHourly).toBe(false);
    expect(notes[0]).toContain("first at line 11");
  });
});

test("split borders: twelve, four and four months of hours, else 70, 10 and 20 per cent", () => {
  const { borders } = bordersOf(17_420, true);
  expect(borders).toEqual({
    train: { first: 0, end: 8_640 },
    validation: { first: 8_640, end: 11_520 },
    test: { first: 11_520, end: 14_400 },
  });
  expect(bordersOf(1_000, true).borders.test).toEqual({ first: 800, end: 1_000 });
  expect(bordersOf(17_420, false).borders.train.end).toBe(12_194);
});

test("window count formula: rows - T - S + 1", () => {
  expect(windowCount(2_880 + 96, 96, 24)).toBe(2_857);
  expect(windowCount(100, 96, 24)).toBe(0);
});

test("a series is standardised by its training rows alone", () => {
  const raw = correlatedSeries(3, 400);
  const { borders } = bordersOf(400, true);
  const set = standardisedSeries(raw, borders);
  for (let n = 0; n < 7; n++) {
    const column = Array.from({ length: 280 }, (_, t) => set.values[t * 7 + n]);
    expect(column.reduce((sum, value) => sum + value, 0) / 280).toBeCloseTo(0, 5);
    expect(column.reduce((sum, value) => sum + value * value, 0) / 280).toBeCloseTo(1, 4);
    expect(set.values[399 * 7 + n] * set.deviation[n] + set.mean[n]).toBeCloseTo(raw.values[399 * 7 + n], 4);
  }
});

test("the linear forecast continues an exact rhythm", () => {
  const values = Float64Array.from({ length: 600 }, (_, t) => Math.sin((2 * Math.PI * t) / 24) + t / 100);
  const set = standardisedSeries({ names: ["a"], values }, bordersOf(600, false).borders);
  const forecast = linearForecast(set, 48, 12)(0, 500);
  Array.from(forecast).forEach((value, s) => expect(value).toBeCloseTo(set.values[500 + s], 1));
});

describe("an experiment's series", () => {
  test("the generated one: windows of the last fifth are scored, those before it during training", async () => {
    const { examples, quick, full, report, series } = await prepare({ id: "correlated-series" });
    expect(examples).toMatchObject({ asks: "forecast", horizon: 24 });
    expect([full.windowStarts[0], full.targets, quick.targets]).toEqual([3_200, 777, 100]);
    expect([report.asks, report.trainTokens, report.verified]).toEqual(["forecast", 2_800, true]);
    const [last, , linear] = report.yardsticks!.map(({ loss }) => loss!);
    expect(linear).toBeLessThan(last);
    expect(series!.windows[0].future).toHaveLength(24 * 7);
    expect(report.yardsticks![0].lossByExample).toHaveLength(24);
  });

  test("a file of twenty months of hours is cut by months, and nothing is left out", async () => {
    const { report, full } = await prepare({ file: "a.csv", horizon: 6 }, { "a.csv": table(14_410) });
    expect(report.notes[0]).toContain("Read 14,410 rows of 2 variables (HUFL, OT), time stamps in “date”");
    expect(report.notes[1]).toContain("The 10 rows behind them are not used");
    expect([report.trainTokens, full.windowStarts[0], full.targets]).toEqual([8_640, 11_520, 2_875]);
  });

  test("too few rows for the horizon, and a sequence length, are sentences", async () => {
    await expect(prepare({ file: "a.csv" }, { "a.csv": table(60) })).rejects.toThrow(
      /held out are 12, too few for a forecast of 24/,
    );
    await expect(prepare({ id: "correlated-series" }, {}, 64)).rejects.toThrow("take `sequenceLength` out");
    await expect(droppedSeries.loadSeries(offline)).rejects.toThrow("drop a CSV file");
  });
});
