import { linearRow, pairTask } from "../in-context/functions.ts";
import { inContextDataset } from "../in-context/in-context-task.ts";

export const regressionLinear = inContextDataset(
  pairTask({
    row: (seed, index) => linearRow(seed, index),
    seed: 20240311,
    notes: [
      "Values are divided by the root of the 8 dimensions and carry no noise: from 8 pairs on they can be told exactly.",
    ],
    hasResidue: false,
  }),
  {
    id: "regression-linear",
    title: "Linear regression in context",
    description: "Generated rows of 20 points with values of a linear rule of the row's own; needs no download.",
  },
);
