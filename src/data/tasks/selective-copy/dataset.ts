import { labelledDataset } from "../labelled-task.ts";
import { ALPHABET, ASK, ROW_LENGTH, selectiveRow } from "./copies.ts";

export const selectiveCopy = labelledDataset(
  {
    rowLength: ROW_LENGTH,
    vocabulary: ASK + 1,
    classes: ALPHABET,
    row: selectiveRow,
    seed: 20240303,
    trainingRows: 20_000,
    evaluationRows: 2_000,
    notes: [`Only the answers are scored; guessing is right once in ${ALPHABET}.`],
  },
  {
    id: "selective-copy",
    title: "Selective copying",
    description:
      "Generated rows: six letters strewn among blanks, to be repeated in order; what is between must be skipped. Needs no download.",
  },
);
