import { formatNumber } from "../../lib/format.ts";
import type { SeriesBorders } from "./series-set.ts";

const HOURS_OF_A_MONTH = 30 * 24;
/** Months to learn from, to look at, and to score, as the literature cuts the hourly transformer data. */
const MONTHS = [12, 4, 4] as const;
/** Shares of the first and the last of these parts for any other series. */
const TRAINING_SHARE = 0.7;
const TEST_SHARE = 0.2;

const bordersAt = (train: number, validation: number, test: number): SeriesBorders => ({
  train: { first: 0, end: train },
  validation: { first: train, end: validation },
  test: { first: validation, end: test },
});

/** Twelve, four and four months where there are so many hours, else 70, 10 and 20 per cent; with a sentence on the choice. */
export function bordersOf(rows: number, isHourly: boolean): { readonly borders: SeriesBorders; readonly note: string } {
  const [train, validation, test] = MONTHS.map((months) => months * HOURS_OF_A_MONTH);
  if (isHourly && rows >= train + validation + test) {
    const used = train + validation + test;
    const rest = rows - used;
    const unused = rest === 0 ? "" : ` The ${formatNumber(rest)} rows behind them are not used, as in the literature.`;
    return {
      borders: bordersAt(train, train + validation, used),
      note: `Cut into 12 months to learn from, 4 for the evaluations during training and 4 for the one at the end.${unused}`,
    };
  }
  const [learn, look] = [Math.floor(rows * TRAINING_SHARE), rows - Math.floor(rows * TEST_SHARE)];
  return {
    borders: bordersAt(learn, look, rows),
    note: `Cut in time: ${formatNumber(learn)} rows to learn from, ${formatNumber(look - learn)} for the evaluations during training, ${formatNumber(rows - look)} for the one at the end.`,
  };
}
