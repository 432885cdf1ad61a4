import { stateOfTheUnion } from "../../state-of-the-union/dataset.ts";
import type { TextDataset } from "../../text-dataset.ts";
import { labelledRows } from "../labelled-task.ts";
import { PART_LENGTH, pairRows } from "./pairs.ts";

const SEED = 20240306;
const TRAINING_ROWS = 4_000;
const EVALUATION_ROWS = 500;

/** Pairs of parts of the addresses; those of held-out addresses are held out. */
export const speechPairs: TextDataset = {
  ...stateOfTheUnion,
  id: "speech-pairs",
  title: "Pairs of speech parts",
  description: "Two times 512 bytes of State of the Union addresses: are both parts of one address?",
  async load(context) {
    const { train, evaluation, notes } = await stateOfTheUnion.load(context);
    const form = {
      rowLength: 2 * PART_LENGTH,
      vocabulary: 256,
      classes: 2,
      notes: [
        ...notes,
        "Guessing is right once in two times; parts of two addresses come from addresses of similar length, and no address is in both splits.",
        "The Long Range Arena pairs papers of 4,000 bytes by their citations, so its published accuracies do not compare.",
      ],
    };
    return labelledRows(form, pairRows(train, SEED, TRAINING_ROWS), pairRows(evaluation, SEED, EVALUATION_ROWS));
  },
};
