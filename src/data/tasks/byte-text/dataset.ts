import { labelledDataset } from "../labelled-task.ts";
import { opinionRow, ROW_LENGTH } from "./opinions.ts";

export const byteText = labelledDataset(
  {
    rowLength: ROW_LENGTH,
    vocabulary: 256,
    classes: 2,
    row: opinionRow,
    seed: 20240305,
    trainingRows: 4_000,
    evaluationRows: 500,
    notes: [
      "Only whether a whole text praises is scored; guessing is right once in two times.",
      "Texts are generated and have 512 bytes; the Long Range Arena reads film reviews of 1,000 to 4,000 bytes, so its published accuracies do not compare.",
    ],
  },
  {
    id: "byte-text",
    title: "Opinions in bytes",
    description:
      "Generated texts of about 500 bytes, read byte by byte: praise or blame? “Not” and “but” turn and weigh words. Needs no download.",
  },
);
