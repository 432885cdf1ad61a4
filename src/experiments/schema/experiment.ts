import { Failure } from "../../lib/failure.ts";
import { z } from "../../lib/zod.ts";
import { optimizerSchema } from "../../training/optimizers/settings.ts";
import { scheduleSchema } from "../../training/schedules/settings.ts";
import {
  count,
  jsonObjectSchema,
  learningRateSchema,
  seedSchema,
  sha256Schema,
  slugSchema,
  tokenizerSchema,
} from "./parts.ts";
import { refusal } from "./sentences.ts";
import { currentTag, migrate } from "./versions.ts";
import type { VersionedFormat } from "./versions.ts";

export const EXPERIMENT_FORMAT: VersionedFormat = { name: "bakeoff/experiment", noun: "experiment", migrations: [] };

export const EXPERIMENT_KINDS = ["train", "compare"] as const;
export const MATCHED_COSTS = ["parameters", "flopsPerToken", "stateBytes", "tokens", "seconds", "joules"] as const;

const overridesSchema = z
  .record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))
  .optional()
  .describe("Knobs to change: `<node path>.<knob>` to value; of a repeat, its `times`.");

const segmentSchema = z
  .strictObject({
    at: z
      .number()
      .gt(0, { error: "must be a share of the run above 0" })
      .lt(1, { error: "must be a share of the run below 1, such as 0.5" })
      .describe("Share of the run's steps after which this segment begins."),
    preset: slugSchema.optional().describe("The document to go on with; absent: that of the segment before."),
    overrides: overridesSchema,
    take: z
      .record(z.string().min(1), z.string().min(1))
      .optional()
      .describe("Parameters that take another's values: new own name to old one, such as `wqk` to `wq`."),
    learn: z
      .enum(["hash"], { error: "must be `hash`" })
      .optional()
      .describe(
        "`hash`: EcoFormer's codes are learned from a batch as the segment begins; absent: as the seed draws them.",
      ),
    rateScale: z
      .number()
      .positive({ error: "must be a positive factor, such as 0.1" })
      .max(10, { error: "must be at most 10" })
      .optional()
      .describe("Factor on the learning rate while this segment lasts; absent: 1."),
  })
  .refine((segment) => segment.preset !== undefined || segment.overrides !== undefined, {
    error: "must change the document by `preset`, by `overrides` or by both",
  });

const testSchema = z
  .strictObject({
    title: z.string().min(1).max(120).describe("Name in tables, such as `6 loops`."),
    preset: slugSchema.optional().describe("The document to score the trained weights under; absent: the arm's last."),
    overrides: overridesSchema,
  })
  .refine((test) => test.preset !== undefined || test.overrides !== undefined, {
    error: "must change the document by `preset`, by `overrides` or by both",
  });

const armSchema = z
  .strictObject({
    id: slugSchema.describe("Name of the arm in charts, tables and sentences."),
    title: z.string().max(120).optional().describe("Longer name for people."),
    preset: slugSchema.optional().describe("A preset of the catalogue, such as `lm-nano`."),
    paper: z.string().max(130).optional().describe("A document of a paper card: `<card>/<document>`."),
    document: jsonObjectSchema.optional().describe("An architecture document written out."),
    overrides: overridesSchema,
    segments: z
      .array(segmentSchema)
      .max(16)
      .optional()
      .describe("Later parts of the run, in order: the document changes, weights and moments are carried over."),
    tests: z
      .array(testSchema)
      .max(16)
      .optional()
      .describe("Other documents that the trained weights are scored under at the end, such as more passes of a loop."),
  })
  .refine(({ segments = [] }) => segments.every(({ at }, index) => index === 0 || at > segments[index - 1].at), {
    error: "`segments` must begin one after the other: raise each `at` above the one before",
  })
  .refine((arm) => [arm.preset, arm.paper, arm.document].filter((source) => source !== undefined).length === 1, {
    error: "must name exactly one of `preset`, `paper` or `document`",
  });

const dataSchema = z
  .strictObject({
    id: slugSchema.optional().describe("A dataset of the catalogue, such as `state-of-the-union`."),
    file: z
      .string()
      .min(1)
      .optional()
      .describe(
        "A local file of text, of images or of a series (CSV) headlessly, the name of a dropped file in the page.",
      ),
    tokenizer: tokenizerSchema.default("byte"),
    augment: z
      .strictObject({
        flip: z
          .boolean()
          .default(false)
          .describe("Mirrors each training image left to right with a chance of one half."),
        shift: count(0, 16)
          .default(0)
          .describe("Moves each training image by at most so many pixels in each direction."),
      })
      .optional()
      .describe("Of images: how they are varied as they are drawn; absent: not at all."),
    horizon: count(1, 1024)
      .optional()
      .describe("Of series: steps forecast; absent: 24. It must be the horizon of the documents."),
    sha256: sha256Schema.optional().describe("The dataset must have this SHA-256, else the run is refused."),
    hub: z
      .url({ error: "must be an address such as https://huggingface.co" })
      .optional()
      .describe("Base address of the dataset hub."),
    splits: z
      .strictObject({
        evaluationFile: z.string().min(1).optional().describe("A second file that is held out whole."),
        evaluationFraction: z
          .number()
          .gt(0)
          .max(0.5)
          .optional()
          .describe("Share of `file` held out when it is the only one."),
      })
      .optional(),
  })
  .refine((data) => (data.id === undefined) !== (data.file === undefined), {
    error: "must name exactly one of `id` (a dataset of the catalogue) or `file` (a file of your own)",
  })
  .refine((data) => data.splits === undefined || data.file !== undefined, {
    error: "`splits` belongs to `file`; a dataset of the catalogue brings its own splits",
  });

const budgetSchema = z
  .strictObject({
    steps: count().optional().describe("Updates of each run."),
    tokens: count().optional().describe("Training tokens of each run."),
    seconds: z.number().positive().optional().describe("Training time of each run, as measured on the device at hand."),
    joules: z
      .number()
      .positive()
      .optional()
      .describe("Arithmetic energy of each run, counted operations at tabulated prices: a proxy, not measured."),
  })
  .refine((budget) => Object.values(budget).filter((limit) => limit !== undefined).length === 1, {
    error: "must give exactly one of `steps`, `tokens`, `seconds` or `joules`",
  });

const evaluateSchema = z.strictObject({
  every: count().default(25).describe("Training steps between quick evaluations."),
  tokens: count()
    .default(50_000)
    .describe("Targets (tokens, labels, images) of the full evaluation at the end; the whole split if it is shorter."),
  quickTokens: count().default(8_192).describe("Targets of a quick evaluation."),
});

/** How a text is written. */
export const samplesSchema = z.strictObject({
  every: count().optional().describe("Training steps between samples; absent: at the end only."),
  prompt: z.string().min(1).max(2_000).default("The "),
  tokens: count(1, 4_096).default(200).describe("Tokens to write."),
  temperature: z.number().min(0).max(10).default(0.8).describe("0 takes the likeliest token every time."),
  topK: count().optional().describe("Draw among this many likeliest tokens; absent: among all."),
  seed: seedSchema.default(1),
});

const experimentShape = z.strictObject({
  schema: z.literal(currentTag(EXPERIMENT_FORMAT)),
  kind: z.enum(EXPERIMENT_KINDS, { error: `must be one of ${EXPERIMENT_KINDS.join(", ")}` }),
  title: z.string().max(200).optional(),
  arms: z
    .array(armSchema)
    .min(1, { error: "must hold at least one arm" })
    .max(32, { error: "must hold at most 32 arms" }),
  baseline: slugSchema.optional().describe("The arm that the others are compared with."),
  match: z
    .enum(MATCHED_COSTS)
    .optional()
    .describe("The cost that the arms are meant to share; the run says which of them do not."),
  parametersWithin: z
    .number()
    .gt(0, { error: "must be a share above 0, such as 0.1" })
    .max(1, { error: "must be a share of at most 1, such as 0.1" })
    .optional()
    .describe(
      "Share of the baseline's parameters by which another arm's may differ, such as 0.1; where one differs more, nothing is run.",
    ),
  data: dataSchema,
  sequenceLength: count(1, 65_536)
    .default(1)
    .describe("Tokens per training row, T. Images and windows of a series are read whole: for them it is left out."),
  batch: count(1, 65_536).describe("Rows per training step and micro-step, B."),
  accumulate: count(1, 1_024).default(1).describe("Micro-steps whose gradients are added before one update."),
  recompute: z
    .enum(["none", "blocks"], { error: "must be `none` or `blocks`" })
    .default("none")
    .describe(
      "`blocks` keeps only what passes between blocks and makes the rest again: less memory, more time, equal bits.",
    ),
  budget: budgetSchema,
  optimizer: optimizerSchema.optional(),
  schedule: scheduleSchema.optional(),
  learningRates: z
    .array(learningRateSchema)
    .min(1)
    .max(32)
    .optional()
    .describe("A grid; absent: the preset's own rate."),
  seeds: z.array(seedSchema).min(1, { error: "must hold at least one seed, such as [1]" }).max(64).default([1]),
  evaluate: evaluateSchema.prefault({}),
  precision: z.literal("f32", { error: "must be `f32`: this version trains in single precision" }).default("f32"),
  samples: samplesSchema.optional(),
});

function repeated(values: readonly (string | number)[]): string | number | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

export const experimentSchema = experimentShape.superRefine((experiment, context) => {
  const ids = experiment.arms.map((arm) => arm.id);
  const complain = (path: string[], message: string): void => context.addIssue({ code: "custom", path, message });
  const twice = repeated(ids);
  if (twice !== undefined) complain(["arms"], `two arms are called \`${String(twice)}\`; give each arm its own id`);
  if (experiment.baseline !== undefined && !ids.includes(experiment.baseline)) {
    complain(["baseline"], `there is no arm \`${experiment.baseline}\`; the arms are ${ids.join(", ")}`);
  }
  if (experiment.kind === "compare" && ids.length < 2) complain(["arms"], "a comparison needs at least two arms");
  if (experiment.kind === "compare" && experiment.baseline === undefined) {
    complain(["baseline"], `a comparison names its baseline; one of ${ids.join(", ")}`);
  }
  if (experiment.parametersWithin !== undefined && experiment.baseline === undefined) {
    complain(["parametersWithin"], "is a share of the baseline's parameters: name the `baseline` too");
  }
  const seed = repeated(experiment.seeds);
  if (seed !== undefined) complain(["seeds"], `seed ${seed} stands twice; a repeated seed adds no evidence`);
  const rate = repeated(experiment.learningRates ?? []);
  if (rate !== undefined) complain(["learningRates"], `${rate} stands twice`);
});

export type Experiment = z.output<typeof experimentSchema>;
export type ExperimentInput = z.input<typeof experimentSchema>;
export type ExperimentArm = Experiment["arms"][number];
export type ExperimentTest = NonNullable<ExperimentArm["tests"]>[number];
export type ExperimentSegment = NonNullable<ExperimentArm["segments"]>[number];
export type SampleSettings = z.output<typeof samplesSchema>;

/** Reads an experiment of any released version, defaults filled in; throws a Failure that says what to correct. */
export function parseExperiment(value: unknown): Experiment {
  const parsed = experimentSchema.safeParse(migrate(EXPERIMENT_FORMAT, value));
  if (!parsed.success) throw refusal(EXPERIMENT_FORMAT.noun, parsed.error);
  return parsed.data;
}

/** The same from the text of a file. */
export function parseExperimentText(text: string): Experiment {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const cause = text.trim() === "" ? "The experiment file is empty" : `The experiment is not valid JSON (${reason})`;
    throw new Failure(`${cause}. Start from one of the files in experiments/.`);
  }
  return parseExperiment(value);
}
