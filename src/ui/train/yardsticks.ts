import type { DatasetReport } from "../../experiments/schema/result.ts";
import { formatNumber } from "../../lib/format.ts";
import type { Yardstick } from "../components/chart-line.ts";
import type { QualityMetric } from "../store/settings-store.ts";

/** Nats per token that a number of bits per byte stands for on this evaluation slice. */
function nats(bitsPerByte: number, dataset: DatasetReport): number {
  const { tokens, bytes } = dataset.evalSlice;
  return bitsPerByte * Math.LN2 * (tokens > 0 ? bytes / tokens : 1);
}

/**
 * What n-gram models reach on the slice whose evaluations the chart draws, in the chart's unit; named by how many bytes they
 * look back.
 */
export function yardsticksOf(dataset: DatasetReport | undefined, metric: QualityMetric): Yardstick[] {
  const yardsticks = dataset?.quickYardsticks ?? dataset?.yardsticks;
  if (dataset === undefined || yardsticks === undefined) return [];
  return yardsticks.map(({ name, bitsPerByte }) => {
    const inNats = nats(bitsPerByte, dataset);
    const value = { bitsPerByte, loss: inNats, perplexity: Math.exp(inNats) }[metric];
    return { value, label: `${name} ${formatNumber(value, 3)}` };
  });
}
