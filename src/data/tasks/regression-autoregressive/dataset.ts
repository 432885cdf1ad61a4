import { autoregressiveRow } from "../in-context/autoregression.ts";
import { inContextDataset } from "../in-context/in-context-task.ts";

const ORDER = 3;
const LENGTH = 40;

export const regressionAutoregressive = inContextDataset(
  {
    width: 1,
    length: LENGTH,
    askedAt: Array.from({ length: LENGTH + 1 - ORDER }, (_, i) => ORDER - 1 + i),
    row: (seed, index) => autoregressiveRow(seed, index, ORDER, LENGTH),
    seed: 20240315,
    trainingRows: 16_000,
    evaluationRows: 1_000,
    notes: ["Series of order 3 with the variance 1; what their own noise leaves cannot be told by anyone."],
    hasResidue: true,
  },
  {
    id: "regression-autoregressive",
    title: "Autoregressive series in context",
    description:
      "Generated series, each value made from the three before by a rule of the row's own; needs no download.",
  },
);
