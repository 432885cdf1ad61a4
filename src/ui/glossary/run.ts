import type { GlossaryEntry } from "./entry.ts";

/** What is set for a run, and how it goes. */
export const RUN_TERMS = {
  seeds: {
    title: "Seeds",
    what: "How often each arm is trained from different random numbers.",
    how: "Seeds 1, 2, 3 …; all arms share initial weights by name and the order of the data at each seed.",
    doesNotTell: "One seed never decides; three or more begin to.",
  },
  steps: {
    title: "Steps",
    what: "Updates of the weights in one run.",
    how: "The schedule of the learning rate spans exactly this many.",
    doesNotTell: "Arms that cost more per step get more compute at equal steps.",
  },
  learningRate: {
    title: "Learning rate",
    what: "How far one update moves the weights; the peak of a schedule with warm-up and cosine.",
    how: "Several values make a grid: each arm is judged at its own best one.",
    doesNotTell: "An arm may lose only because the rate suits the other.",
  },
  batch: {
    title: "Batch",
    unit: "sequences",
    what: "Sequences per step.",
    how: "Drawn from the training text by seed and step.",
    doesNotTell: "Does not tell tokens per step: that is batch × sequence length.",
  },
  sequenceLength: {
    title: "Sequence length",
    unit: "tokens",
    what: "Tokens that the model sees at once.",
    how: "Training rows and evaluation windows have this length.",
    doesNotTell: "Context beyond it is never used.",
  },
  tokens: {
    title: "Tokens",
    what: "Training tokens seen so far.",
    how: "Steps × batch × sequence length.",
    doesNotTell: "Tokens may repeat: rows are drawn with replacement.",
  },
  phase: {
    title: "Preparation",
    what: "What happens before the first point of the curves.",
    how: "Counted by the worker as it goes.",
    doesNotTell: "None of it counts as training time.",
  },
  progress: {
    title: "Progress",
    what: "Steps done of all steps of all runs.",
    how: "Remaining time: steps left times the recent time per step.",
    doesNotTell: "Evaluations and samples are not in the remaining time.",
  },
  dataset: {
    title: "Data",
    what: "The text that was trained on, cut into training and held-out parts.",
    how: "Its SHA-256 is stored with the result; “verified” means equal to the published text, byte for byte.",
    doesNotTell: "The same text with another tokenizer gives other losses per token.",
  },
} as const satisfies Record<string, GlossaryEntry>;
