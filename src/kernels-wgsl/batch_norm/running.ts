import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { batchNormRunningReference } from "./reference.ts";
import text from "./running.wgsl?raw";

export interface BatchNormRunningAttributes {
  /** Values of a channel that a batch holds. */
  readonly rows: number;
  /** Share of a new batch, 0..1. */
  readonly momentum: number;
}

/** Inputs running_mean, running_variance [C], which it writes in place, and mean, biased variance [C] of a batch. */
export const batchNormRunning: Operator<BatchNormRunningAttributes> = {
  name: "batch_norm_running",
  mutates: [0, 1],
  infer(inputs) {
    if (new Set(inputs.map(({ shape }) => sizeOf(shape))).size > 1) {
      throw new Failure(
        `batch_norm_running keeps statistics of one number of channels; it was given ${inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(", ")}.`,
      );
    }
    return [];
  },
  reference: ([runningMean, runningVariance, mean, variance], { rows, momentum }) =>
    batchNormRunningReference([runningMean, runningVariance], { mean, variance }, rows, momentum),
  lower({ inputs: [runningMean, runningVariance, mean, variance], attributes: { rows, momentum } }) {
    const channels = sizeOf(mean.shape);
    return [
      {
        label: "batch_norm_running",
        source: expand(text),
        params: { channels, momentum, unbias: rows / (rows - 1) },
        bindings: [write(runningMean), write(runningVariance), read(mean), read(variance)],
        workgroups: foldWorkgroups(channels, 64),
        counters: {
          ...NO_COST,
          multiplies: 3 * channels,
          adds: 4 * channels,
          bytesRead: 8 * channels,
          bytesWritten: 8 * channels,
          bytesTouched: 32 * channels,
          launches: 1,
        },
      },
    ];
  },
};
