import { Failure } from "../lib/failure.ts";
import { droppedText } from "./dropped/dataset.ts";
import { stateOfTheUnion } from "./state-of-the-union/dataset.ts";
import { copying } from "./tasks/copying/dataset.ts";
import { orderTwoSource } from "./tasks/order-2-source/dataset.ts";
import { selectiveCopy } from "./tasks/selective-copy/dataset.ts";
import { tripleMatch } from "./tasks/triple-match/dataset.ts";
import type { TextDataset } from "./text-dataset.ts";
import { wikitext2Raw } from "./wikitext-2-raw/dataset.ts";
import { wikitext2Words } from "./wikitext-2-words/dataset.ts";

/** Every text dataset, in the order of the picker. Adding one is its folder and its line here. */
export const TEXT_DATASETS: readonly TextDataset[] = [
  stateOfTheUnion,
  wikitext2Raw,
  wikitext2Words,
  droppedText,
  orderTwoSource,
  copying,
  tripleMatch,
  selectiveCopy,
];

export function findTextDataset(id: string): TextDataset {
  const dataset = TEXT_DATASETS.find((candidate) => candidate.id === id);
  if (dataset !== undefined) return dataset;
  const known = TEXT_DATASETS.map((candidate) => candidate.id).join(", ");
  throw new Failure(`There is no dataset "${id}": choose one of ${known}.`);
}
