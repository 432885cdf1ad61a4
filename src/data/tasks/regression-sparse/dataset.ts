import { pairTask, sparseRow } from "../in-context/functions.ts";
import { inContextDataset } from "../in-context/in-context-task.ts";

export const regressionSparse = inContextDataset(
  pairTask({
    row: (seed, index) => sparseRow(seed, index),
    seed: 20240312,
    notes: ["Two of the eight weights are not 0: who uses that needs fewer pairs than least squares does."],
    hasResidue: false,
  }),
  {
    id: "regression-sparse",
    title: "Sparse linear regression in context",
    description: "As linear regression in context, but only two of eight numbers matter; needs no download.",
  },
);
