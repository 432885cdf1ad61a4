import { pairTask, reluRow } from "../in-context/functions.ts";
import { inContextDataset } from "../in-context/in-context-task.ts";

export const regressionRelu = inContextDataset(
  pairTask({
    row: (seed, index) => reluRow(seed, index),
    seed: 20240313,
    notes: ["Values come from a network of 16 rectified units of the row's own, which no linear rule fits."],
    hasResidue: true,
  }),
  {
    id: "regression-relu",
    title: "Regression of small networks in context",
    description: "Generated rows of 20 points with values of a two-layer network of the row's own; needs no download.",
  },
);
