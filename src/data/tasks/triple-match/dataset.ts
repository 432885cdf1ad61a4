import { labelledDataset } from "../labelled-task.ts";
import { MODULUS, ROW_LENGTH, tripleRow } from "./triples.ts";

export const tripleMatch = labelledDataset(
  {
    rowLength: ROW_LENGTH,
    vocabulary: MODULUS,
    classes: 2,
    row: tripleRow,
    seed: 20240302,
    trainingRows: 120_000,
    evaluationRows: 12_000,
    notes: ["About 60 % of the labels are 1: who always says so is right that often."],
  },
  {
    id: "triple-match",
    title: "Triples that sum to zero",
    description:
      "Generated rows of 5 numbers below 16; at each: do two of the row make a sum that 16 divides? Needs no download.",
  },
);
