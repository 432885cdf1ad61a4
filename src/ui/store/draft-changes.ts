import type { Experiment } from "../../experiments/schema/experiment.ts";

/** A text of the reader's own, dropped, opened or pasted. */
export interface OwnText {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the form changes of the experiment it starts from; undefined leaves that experiment's own value. */
export interface DraftChanges {
  readonly budget?: Experiment["budget"] | undefined;
  readonly seeds?: number | undefined;
  /** As typed: one peak learning rate, or several that make a grid. */
  readonly learningRates?: string | undefined;
  readonly dataset?: string | undefined;
  readonly ownText?: OwnText | undefined;
  readonly tokenizer?: string | undefined;
  readonly hub?: string | undefined;
  readonly batch?: number | undefined;
  readonly sequenceLength?: number | undefined;
  readonly evaluateEvery?: number | undefined;
}

/** The picker's name for a text of the reader's own. */
export const OWN_TEXT = "dropped";
