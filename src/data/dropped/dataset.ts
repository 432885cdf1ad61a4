import { Failure } from "../../lib/failure.ts";
import { formatPercent } from "../../lib/format.ts";
import { hashOfSplits, type LoadContext, type LoadedText, type TextDataset } from "../text-dataset.ts";
import { documentsByParagraph } from "../text-documents.ts";
import { checkText, type CheckedText } from "./checked-text.ts";
import { splitAtEnd } from "./split.ts";

const SMALLEST_BYTES = 1_000;
const SMALLEST_EVALUATION_BYTES = 100;
const DEFAULT_EVALUATION_FRACTION = 0.1;

function splitsOf(text: CheckedText, context: LoadContext) {
  if (context.evaluationFile !== undefined) {
    const evaluation = checkText(context.evaluationFile, SMALLEST_EVALUATION_BYTES);
    return {
      train: documentsByParagraph(text.bytes),
      evaluation: documentsByParagraph(evaluation.bytes),
      notes: [...text.notes, ...evaluation.notes, `Held out for evaluation: all of ${context.evaluationFile.name}.`],
    };
  }
  const fraction = context.evaluationFraction ?? DEFAULT_EVALUATION_FRACTION;
  const splits = splitAtEnd(text.bytes, fraction);
  return {
    ...splits,
    notes: [
      ...text.notes,
      `Held out for evaluation: the last ${formatPercent(fraction, 2)}, from a paragraph's start.`,
    ],
  };
}

async function load(context: LoadContext): Promise<LoadedText> {
  if (context.file === undefined) {
    throw new Failure("No text file was given: drop one on the page, or name it as `data.file` in the experiment.");
  }
  const { notes, ...splits } = splitsOf(checkText(context.file, SMALLEST_BYTES), context);
  return {
    ...splits,
    sha256: await hashOfSplits(splits),
    verified: false,
    verification: "not verified: your own file",
    notes,
  };
}

export const droppedText: TextDataset = {
  id: "dropped",
  title: "Your own text",
  description: "A text file of yours, dropped, pasted or named; it never leaves this machine.",
  licence: "Yours to know",
  attribution: "Yours to give",
  origin: "file",
  load,
};
