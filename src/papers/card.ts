import { experimentSchema } from "../experiments/schema/experiment.ts";
import { slugSchema } from "../experiments/schema/parts.ts";
import { z } from "../lib/zod.ts";

const documentSchema = z.strictObject({
  preset: slugSchema.describe("The document, by its name in the catalogue."),
  title: z.string(),
  note: z.string().optional().describe("What differs, and what the paper says of it."),
});

const sweptSchema = documentSchema.extend({
  value: z.number().optional().describe("The knob's value where it is a number: its place on the sweep's chart."),
});

const published = z.strictObject({
  metric: z.string().describe("Name with its unit, such as `perplexity per word`."),
  setting: z.string().describe("Model size, corpus and length of the published run."),
  baseline: z.number(),
  candidate: z.number(),
});

const claimSchema = z
  .strictObject({
    sentence: z.string(),
    published: z.array(published),
    unpublished: z.string().optional().describe("Why there is no number to compare with; only where there is none."),
    atThisScale: z.string().describe("What can be expected at the size a browser trains, and why it may differ."),
  })
  .refine((claim) => (claim.published.length === 0) === (claim.unpublished !== undefined), {
    error: "must either hold `published` numbers or say in `unpublished` why there are none",
  });

/** What the paper's idea replaces or rearranges. */
export const CARD_KINDS = [
  "token mixer",
  "channel mixer",
  "projection replacement",
  "residual topology",
  "training method",
  "architecture method",
] as const;

/** Where the equations of a card come from, from the firmest to the loosest. */
export const EVIDENCE_STATES = ["code", "text", "second-hand", "abstract", "our reading"] as const;

/** How a counter of one sequence grows with its length T, that of one image with its positions. */
export const GROWTHS = ["constant", "linear", "T log T", "T sqrt T", "quadratic", "cubic"] as const;
export type Growth = (typeof GROWTHS)[number];

/** Counters of one sequence or image that a card can speak of. */
export const COST_COUNTERS = ["forwardFlops", "trainingFlops", "stateFloats", "activationBytes"] as const;
export type CostCounter = (typeof COST_COUNTERS)[number];

/** What can be computed from a card's documents, what needs a trained network, and what a result tells; diagnostics/ has the functions. */
const COMPUTED_DIAGNOSTICS = ["splitting-order", "sublayer-chain", "exact-merge"] as const;
const TRAINED_DIAGNOSTICS = ["phases", "two-streams"] as const;
export type TrainedDiagnostic = (typeof TRAINED_DIAGNOSTICS)[number];
export const RESULT_DIAGNOSTICS = ["errors-in-context", "passes-at-test"] as const;
export type ResultDiagnostic = (typeof RESULT_DIAGNOSTICS)[number];
export type ComputedDiagnostic = (typeof COMPUTED_DIAGNOSTICS)[number];
export type DiagnosticName = TrainedDiagnostic | ResultDiagnostic | ComputedDiagnostic;

export function isComputedDiagnostic(name: DiagnosticName): name is ComputedDiagnostic {
  return COMPUTED_DIAGNOSTICS.some((computed) => computed === name);
}

export function isResultDiagnostic(name: DiagnosticName): name is ResultDiagnostic {
  return RESULT_DIAGNOSTICS.some((found) => found === name);
}

export function isTrainedDiagnostic(name: DiagnosticName): name is TrainedDiagnostic {
  return TRAINED_DIAGNOSTICS.some((trained) => trained === name);
}

const costClaimSchema = z.strictObject({
  preset: slugSchema,
  counter: z.enum(COST_COUNTERS),
  growth: z.enum(GROWTHS).describe("How the counter grows with T; a part that is linear in T may come on top."),
  overrides: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))
    .optional()
    .describe("Knobs to change first, as in an experiment: a limit of the sequence length, for example."),
  root: z
    .string()
    .optional()
    .describe(
      "A knob set to the power of two nearest to the root of T at each length, such as the length of a segment.",
    ),
});

const parameterCountSchema = z.strictObject({
  preset: slugSchema,
  count: z.int().positive(),
  formula: z.string().describe("The count from the sizes, as a person would check it."),
});

/** One paper as a page can test it: what it claims, against what, and the experiment that decides. */
export const paperCardSchema = z.strictObject({
  slug: slugSchema,
  title: z.string(),
  authors: z.string(),
  year: z.int(),
  address: z.url(),
  code: z.url().optional(),
  kind: z.enum(CARD_KINDS),
  evidence: z.strictObject({
    status: z.enum(EVIDENCE_STATES).describe("The loosest source that the card's main equations rest on."),
    note: z.string().describe("What was read and what was checked, in one sentence."),
  }),
  ourReading: z
    .array(z.string())
    .describe("Choices that are ours because the paper leaves them open, a sentence each."),
  changes: z.string().describe("What the paper changes, in one or two sentences."),
  claim: claimSchema,
  candidate: documentSchema,
  baselines: z.array(documentSchema).min(1),
  ablations: z.array(documentSchema),
  sweep: z.strictObject({ knob: z.string(), documents: z.array(sweptSchema) }).optional(),
  parameters: z.array(parameterCountSchema).min(1).describe("Counts that the built graphs must have."),
  cost: z
    .array(costClaimSchema)
    .min(1)
    .describe("How cost grows with the sequence or the image; the counters must show it."),
  diagnostics: z
    .array(z.enum([...COMPUTED_DIAGNOSTICS, ...TRAINED_DIAGNOSTICS, ...RESULT_DIAGNOSTICS]))
    .default([])
    .describe("What to look at beside the comparison."),
  experiments: z.strictObject({
    quick: experimentSchema.describe("Two minutes on a processor: shows that it trains, not who wins."),
    fair: experimentSchema.describe("Matched, with seeds and a grid: what a verdict needs."),
    sweep: experimentSchema.optional().describe("An arm for each document of `sweep`."),
  }),
});

export type PaperCard = z.output<typeof paperCardSchema>;
export type PaperCardInput = z.input<typeof paperCardSchema>;
export type CostClaim = z.output<typeof costClaimSchema>;

/** Every document that a card names: candidate, baselines, ablations and the arms of its sweep. */
export function documentsOf({ candidate, baselines, ablations, sweep }: PaperCard): PaperCard["baselines"] {
  return [candidate, ...baselines, ...ablations, ...(sweep?.documents ?? [])];
}
