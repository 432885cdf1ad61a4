import { measureOf, qualityErrorOf, qualityOf } from "../../experiments/schema/measure.ts";
import type { DatasetReport, Evaluation } from "../../experiments/schema/result.ts";
import { formatNumber, formatPercent, formatQuantity } from "../../lib/format.ts";

/** "2.9731 ± 0.013 bits/byte, loss 2.0608, perplexity 7.85": an evaluation as it is read. */
export function evaluationWords(evaluation: Evaluation, dataset: DatasetReport): string {
  const { unit, hasPerplexity } = measureOf(dataset);
  const { loss, accuracy, perplexity, meanAbsoluteError } = evaluation;
  return [
    formatQuantity(qualityOf(evaluation), { unit, uncertainty: qualityErrorOf(evaluation) }),
    hasPerplexity ? `loss ${formatNumber(loss)}` : undefined,
    perplexity === undefined || accuracy !== undefined ? undefined : `perplexity ${formatNumber(perplexity)}`,
    accuracy === undefined ? undefined : `${formatPercent(accuracy, 3)} right`,
    meanAbsoluteError === undefined ? undefined : `MAE ${formatNumber(meanAbsoluteError)}`,
  ]
    .filter((words) => words !== undefined)
    .join(", ");
}

/** How it stands against what the run itself ended with. */
export function againstEnd(
  evaluation: Evaluation,
  ended: Evaluation | undefined,
  isSameData: boolean,
  dataset: DatasetReport,
): string {
  if (!isSameData) return "These are other data than the run's, so that its own numbers do not compare.";
  if (ended === undefined) return "The result holds no evaluation at the run's end to compare with.";
  if (evaluation.loss === ended.loss) return "That is what the run ended with, to the same bits.";
  const difference = evaluation.loss - ended.loss;
  return `The run ended with ${evaluationWords(ended, dataset)}: a difference of ${formatNumber(difference, 2)} in loss, as another device or browser may give.`;
}
