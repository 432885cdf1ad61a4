import type { BlockKind, KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument, BlockItem } from "../document/types.ts";

/** What to train a preset with unless the experiment says otherwise. */
export interface TrainingDefaults {
  /** Peak of the schedule. */
  readonly learningRate: number;
  /** Where the learning rate comes from, for the hover beside it. */
  readonly learningRateSource: string;
  /** Tokens of one sequence. */
  readonly sequenceLength: number;
  /** Sequences of one step. */
  readonly batch: number;
  readonly steps: number;
  /** Differences from AdamW 0.9/0.95 with decay 0.1. */
  readonly optimizer?: { readonly beta1: number; readonly beta2: number; readonly weightDecay: number };
}

/** A document of the catalogue, with the setting it is meant for. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly document: ArchitectureDocument;
  readonly training: TrainingDefaults;
}

/** A block item with its knobs checked by the compiler. */
export function block<Kind extends BlockKind>(
  kind: Kind,
  knobs?: KnobsGiven<Kind>,
  fields: Omit<BlockItem, "kind" | "knobs"> = {},
): BlockItem {
  return { kind, knobs: knobs as BlockItem["knobs"], ...fields };
}
