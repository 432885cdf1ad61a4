import { parseExperiment } from "../../experiments/schema/experiment.ts";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { Failure } from "../../lib/failure.ts";
import { OWN_TEXT } from "./draft-changes.ts";
import type { DraftChanges, OwnText } from "./draft-changes.ts";

/** Reads "0.004, 0.008" or "4e-3 8e-3". */
export function parseLearningRates(text: string): number[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== "");
  if (words.length === 0) throw new Failure("Give a peak learning rate, such as 0.008, or several to make a grid.");
  return words.map((word) => {
    const rate = Number(word);
    if (!(rate > 0 && rate <= 100)) {
      throw new Failure(`“${word}” is not a learning rate. Write positive numbers such as 0.008, separated by commas.`);
    }
    return rate;
  });
}

function dataOf(base: Experiment, changes: DraftChanges): Experiment["data"] {
  const tokenizer = changes.tokenizer ?? base.data.tokenizer;
  const hub = changes.hub ?? base.data.hub;
  const { horizon } = base.data;
  const shared = {
    tokenizer,
    ...(horizon === undefined ? {} : { horizon }),
    ...(hub === undefined || hub === "" ? {} : { hub }),
  };
  if (changes.dataset === undefined) return { ...base.data, ...shared };
  if (changes.dataset !== OWN_TEXT) return { ...shared, id: changes.dataset };
  if (changes.ownText === undefined) {
    throw new Failure("No text was given yet. Drop a text file on the page, open one, or paste its text.");
  }
  return { ...shared, file: changes.ownText.name };
}

/** The experiment that the form describes; throws a Failure that says what to correct. */
export function experimentFrom(base: Experiment, changes: DraftChanges): Experiment {
  const seeds = changes.seeds;
  return parseExperiment({
    ...base,
    data: dataOf(base, changes),
    ...(changes.budget === undefined ? {} : { budget: changes.budget }),
    ...(seeds === undefined ? {} : { seeds: Array.from({ length: seeds }, (_, index) => index + 1) }),
    ...(changes.learningRates === undefined ? {} : { learningRates: parseLearningRates(changes.learningRates) }),
    ...(changes.batch === undefined ? {} : { batch: changes.batch }),
    ...(changes.sequenceLength === undefined ? {} : { sequenceLength: changes.sequenceLength }),
    ...(changes.evaluateEvery === undefined ? {} : { evaluate: { ...base.evaluate, every: changes.evaluateEvery } }),
  });
}

/** Files that the experiment names, from what the reader gave. */
export function filesFor(
  experiment: Experiment,
  ownText: OwnText | undefined,
): Record<string, Uint8Array<ArrayBuffer>> {
  return ownText !== undefined && experiment.data.file === ownText.name ? { [ownText.name]: ownText.bytes } : {};
}
