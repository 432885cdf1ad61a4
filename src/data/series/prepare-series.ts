import { Failure } from "../../lib/failure.ts";
import { formatNumber } from "../../lib/format.ts";
import type { EvaluationSlice } from "../evaluation/slice.ts";
import type { ForecastExamples } from "../examples.ts";
import { findSeriesDataset } from "../index.ts";
import { contextFor } from "../prepare-text.ts";
import type { CutSetting, DataRequest, PreparationOptions, PreparedExamples, ShownSeries } from "../prepared.ts";
import { forecastReferences } from "./forecast-references.ts";
import { seriesSlice, shownWindows } from "./series-slice.ts";
import { standardisedSeries, type SeriesSet } from "./series-set.ts";

/** Steps forecast unless the experiment says otherwise. */
export const DEFAULT_HORIZON = 24;

/** Steps before a window that a person sees. */
const SHOWN_PAST = 48;

/** Loads the series that an experiment asks for, standardises it by its training rows, and cuts what is scored. */
export async function prepareSeries(
  request: DataRequest,
  { sequenceLength, evaluate }: CutSetting,
  options: PreparationOptions,
): Promise<PreparedExamples> {
  if (sequenceLength !== 1) {
    throw new Failure(
      `A window of a series is one example, but the experiment has a sequence length of ${sequenceLength}: take \`sequenceLength\` out of it; the documents say how far they look back.`,
    );
  }
  const dataset = findSeriesDataset(request);
  const loaded = await dataset.loadSeries(contextFor(request, options));
  if (request.sha256 !== undefined && request.sha256 !== loaded.sha256) {
    throw new Failure(
      `${request.file ?? dataset.title} has the SHA-256 ${loaded.sha256}, but the experiment was made with ${request.sha256}: use the same series, or take \`data.sha256\` out of the experiment.`,
    );
  }
  const horizon = request.horizon ?? DEFAULT_HORIZON;
  const series = standardisedSeries(loaded.series, loaded.borders);
  const full = await seriesSlice(series, series.test, horizon, evaluate.tokens);
  const quick = await seriesSlice(series, series.validation, horizon, evaluate.quickTokens);
  options.onYardsticks(0, 1);
  const references = forecastReferences(series, horizon);
  const [yardsticks, quickYardsticks] = [full, quick].map(({ windowStarts }) => references(windowStarts));
  options.onYardsticks(1, 1);
  const examples: ForecastExamples = { asks: "forecast", series, horizon };
  return {
    examples,
    quick,
    full,
    trainBitsPerLoss: 1,
    windows: [],
    series: shownSeries(series, full, horizon),
    report: {
      id: dataset.id,
      title: request.file ?? dataset.title,
      sha256: loaded.sha256,
      bytes: loaded.bytes,
      verified: loaded.verified,
      verification: loaded.verification,
      notes: [...loaded.notes, `Errors are those of standardised values, ${formatNumber(horizon)} steps ahead.`],
      asks: examples.asks,
      trainTokens: series.train.end - series.train.first,
      evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: 0 },
      yardsticks,
      quickYardsticks,
    },
  };
}

/** What came before and in some held-out windows, standardised. */
function shownSeries(series: SeriesSet, slice: EvaluationSlice, horizon: number): ShownSeries {
  const { names, values, mean, deviation } = series;
  const rows = (first: number, end: number): number[] =>
    Array.from(values.subarray(first * names.length, end * names.length));
  return {
    names: [...names],
    horizon,
    mean: [...mean],
    deviation: [...deviation],
    windows: shownWindows(slice).map((place) => {
      const start = slice.windowStarts[place];
      return { start, past: rows(Math.max(0, start - SHOWN_PAST), start), future: rows(start, start + horizon) };
    }),
  };
}
