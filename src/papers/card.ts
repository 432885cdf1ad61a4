import { experimentSchema } from "../experiments/schema/experiment.ts";
import { slugSchema } from "../experiments/schema/parts.ts";
import { z } from "../lib/zod.ts";

const documentSchema = z.strictObject({
  preset: slugSchema.describe("The document, by its name in the catalogue."),
  title: z.string(),
  note: z.string().optional().describe("What differs, and what the paper says of it."),
});

const published = z.strictObject({
  metric: z.string().describe("Name with its unit, such as `perplexity per word`."),
  setting: z.string().describe("Model size, corpus and length of the published run."),
  baseline: z.number(),
  candidate: z.number(),
});

/** One paper as a page can test it: what it claims, against what, and the experiment that decides. */
export const paperCardSchema = z.strictObject({
  slug: slugSchema,
  title: z.string(),
  authors: z.string(),
  year: z.int(),
  address: z.url(),
  code: z.url().optional(),
  changes: z.string().describe("What the paper changes, in one or two sentences."),
  claim: z.strictObject({
    sentence: z.string(),
    published: z.array(published).min(1),
    atThisScale: z.string().describe("What can be expected at the size a browser trains, and why it may differ."),
  }),
  candidate: documentSchema,
  baselines: z.array(documentSchema).min(1),
  ablations: z.array(documentSchema),
  sweep: z.strictObject({ knob: z.string(), documents: z.array(documentSchema) }).optional(),
  experiments: z.strictObject({
    quick: experimentSchema.describe("Two minutes on a processor: shows that it trains, not who wins."),
    fair: experimentSchema.describe("Matched, with seeds and a grid: what a verdict needs."),
  }),
});

export type PaperCard = z.output<typeof paperCardSchema>;
export type PaperCardInput = z.input<typeof paperCardSchema>;
