import { labelledDataset } from "../labelled-task.ts";
import { CLASSES, listOpsRow, ROW_LENGTH, TOKENS } from "./expressions.ts";

export const listOps = labelledDataset(
  {
    rowLength: ROW_LENGTH,
    vocabulary: TOKENS,
    classes: CLASSES,
    row: listOpsRow,
    seed: 20240304,
    trainingRows: 8_000,
    evaluationRows: 500,
    notes: [
      "Only the value of the whole expression is scored; always naming the commonest digit is right about once in seven times.",
      "Expressions have 33 to 127 tokens; the Long Range Arena's own have 500 to 2,000, so its published accuracies do not compare.",
    ],
  },
  {
    id: "listops",
    title: "ListOps",
    description:
      "Generated rows: nested MIN, MAX, median and sum modulo 10 of digits, 33 to 127 tokens; what is the value? Needs no download.",
  },
);
