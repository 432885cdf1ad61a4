import { pairTask, representationRow, sharedRepresentation } from "../in-context/functions.ts";
import { inContextDataset } from "../in-context/in-context-task.ts";

const SEED = 20240314;
const representation = sharedRepresentation(SEED, 8, 16);

export const regressionRepresentation = inContextDataset(
  pairTask({
    row: (seed, index) => representationRow(representation, seed, index),
    seed: SEED,
    notes: [
      "All rows share a representation of points: who has learned it needs 8 pairs, who has not cannot fit the values.",
    ],
    hasResidue: true,
    features: { name: "the representation", of: representation },
  }),
  {
    id: "regression-representation",
    title: "Regression in context on a representation",
    description: "Values are linear in a fixed network's outputs, which all rows share; needs no download.",
  },
);
