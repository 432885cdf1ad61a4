import type { Experiment } from "../../experiments/schema/experiment.ts";
import { formatNumber } from "../../lib/format.ts";

/** "8 × 128 tokens", "32 examples": what a step reads; where examples are read whole a batch has no length. */
export function batchText({ batch, sequenceLength }: Pick<Experiment, "batch" | "sequenceLength">): string {
  return sequenceLength === 1 ? `${batch} examples` : `${batch} × ${sequenceLength} tokens`;
}

/** "300 steps", "0.1 joules (proxy)": how long each run of an experiment trains. */
export function budgetText({ steps, tokens, seconds, joules }: Experiment["budget"]): string {
  if (steps !== undefined) return `${formatNumber(steps)} steps`;
  if (tokens !== undefined) return `${formatNumber(tokens)} tokens`;
  return seconds === undefined ? `${formatNumber(joules)} joules (proxy)` : `${formatNumber(seconds)} seconds`;
}
