import type { DatasetReport } from "../../experiments/schema/result.ts";
import { formatNumber } from "../../lib/format.ts";
import type { Yardstick } from "../components/chart-line.ts";
import type { QualityMetric } from "../store/settings-store.ts";

/** Nats per token that a number of bits per byte stands for on this evaluation slice. */
function nats(bitsPerByte: number, dataset: DatasetReport): number {
  const { tokens, bytes } = dataset.evalSlice;
  return bitsPerByte * Math.LN2 * (tokens > 0 ? bytes / tokens : 1);
}

const named = (name: string, value: number): string => `${name} ${formatNumber(value, 3)}`;

/**
 * What models that are not trained here reach on the slice whose evaluations the chart draws, in the chart's unit; squared errors as
 * they are.
 */
export function yardsticksOf(dataset: DatasetReport | undefined, metric: QualityMetric): Yardstick[] {
  const yardsticks = dataset?.quickYardsticks ?? dataset?.yardsticks;
  if (dataset === undefined || yardsticks === undefined) return [];
  return yardsticks.flatMap(({ name, bitsPerByte, loss, accuracy }) => {
    if (metric === "accuracy") {
      return accuracy === undefined ? [] : [{ value: 100 * accuracy, label: named(name, 100 * accuracy) }];
    }
    if (bitsPerByte === undefined) return loss === undefined ? [] : [{ value: loss, label: named(name, loss) }];
    const inNats = nats(bitsPerByte, dataset);
    const value = { bitsPerByte, loss: inNats, perplexity: Math.exp(inNats) }[metric];
    return [{ value, label: named(name, value) }];
  });
}
