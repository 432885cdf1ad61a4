import { tuningSchema } from "../../engine/tune/tuning.ts";
import { z } from "../../lib/zod.ts";
import { experimentSchema } from "./experiment.ts";
import { jsonObjectSchema, seedSchema, sha256Schema, slugSchema } from "./parts.ts";
import { refusal } from "./sentences.ts";
import { currentTag, migrate } from "./versions.ts";
import type { VersionedFormat } from "./versions.ts";

export const RESULT_FORMAT: VersionedFormat = { name: "bakeoff/result", noun: "result", migrations: [] };

const amount = z.number().nonnegative();
/** One value per step; null where the value was not finite (the run stopped there). */
const series = z.array(z.number().nullable());

export const curvesSchema = z.strictObject({
  step: z.array(amount).describe("Steps done when the row was taken; the first row is 1."),
  tokens: z.array(amount).describe("Training tokens seen."),
  seconds: z.array(amount).describe("Training time, without compilation, evaluation and pauses."),
  flops: z.array(amount).describe("Counted multiplications and additions of training."),
  trainLoss: series.describe("Mean loss of the step's batch, nats per token, before the update."),
  gradNorm: series.describe("Global gradient norm before clipping."),
  learningRate: z.array(amount),
  segment: z.array(amount).describe("Index into `segments`."),
  evalStep: z.array(amount).describe("Steps done at each quick evaluation."),
  evalSeconds: z.array(amount).describe("Training time at each quick evaluation."),
  evalLoss: series.describe("Mean loss of the quick slice, nats per token."),
  evalStandardError: series.describe("Standard error of `evalLoss` over windows."),
  evalAccuracy: series.optional().describe("Share answered rightly at each quick evaluation, where classes are asked."),
});

export const evaluationSchema = z.strictObject({
  loss: z.number().describe("Nats per token, label or image; of asked values the mean squared error."),
  standardError: amount.optional().describe("Of `loss`, over independent blocks of the slice."),
  blockedBy: z
    .enum(["document", "window", "stretch"])
    .optional()
    .describe("What the standard error takes as independent."),
  perplexity: amount
    .optional()
    .describe("Absent, as bits per byte, where values are asked and nothing has a probability."),
  perplexityUnit: z.string().optional().describe("What one factor of the perplexity stands for, such as `per byte`."),
  bitsPerByte: z.number().optional().describe("Of labels and images, bits per answer."),
  bitsPerByteStandardError: amount.optional(),
  accuracy: z.number().min(0).max(1).optional().describe("Share of labels or images answered rightly."),
  lossByExample: z
    .array(amount)
    .optional()
    .describe("Where values are asked: mean squared error of the first, second … value asked of a row."),
  meanAbsoluteError: amount.optional().describe("Of a forecast, in standardised units as the squared one."),
  forecasts: z
    .array(z.array(z.number()))
    .optional()
    .describe("Of some windows, evenly spread over the slice: what was forecast, steps by variables, standardised."),
  answers: z.array(amount).optional().describe("The likeliest class of each image of the slice, in its order."),
  meanIou: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Of segmented images: intersection over union of pixels, mean over the classes that occur."),
  iouByClass: z.array(amount.nullable()).optional().describe("That of each class; null for one that does not occur."),
  panopticQuality: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      "Summed overlap of matched segments over matches and half of the rest, mean over the classes that occur.",
    ),
  segmentations: z
    .array(z.string())
    .optional()
    .describe("Of the first images of the slice: the class of every pixel, row by row, a digit of base 36 each."),
  targets: amount.describe("Targets scored."),
  bytes: amount.describe("Bytes that the targets stand for."),
  windowNats: z.array(z.number()).optional().describe("Summed nats of each evaluation window."),
});

const spreadSchema = z.strictObject({ median: amount, p10: amount, p90: amount });

export const timingsSchema = z.strictObject({
  compileMs: amount.optional().describe("Before the first step: everything that it needs."),
  takeover: z
    .strictObject({
      behindSteps: amount.describe("Steps that small kernels did, which give the same bits and compile quickly."),
      compileMs: amount.describe("Of the plan's own kernels, beside those steps."),
    })
    .optional()
    .describe("When the plan's own kernels took over; step times are of the steps behind it."),
  stepMs: spreadSchema.optional().describe("Wall time from one finished step to the next."),
  forwardMs: spreadSchema.optional(),
  backwardMs: spreadSchema.optional(),
  optimizerMs: spreadSchema.optional(),
  device: z
    .strictObject({
      peakFlopsPerSecond: amount.describe("Of a loop of multiply-adds, two operations each."),
      bytesPerSecond: amount.describe("Of a large copy, read and written bytes together."),
      secondsPerLaunch: amount.describe("Of a dispatch that does nothing."),
    })
    .optional()
    .describe("What this device reaches, measured once before the first profile: the ceilings of the roofline."),
  kernels: z
    .array(
      z.strictObject({
        label: z.string(),
        block: z.string().optional(),
        ms: amount.describe("Device time per step."),
        launches: amount.describe("Dispatches per step."),
        flops: amount.optional().describe("Counted multiplications and additions per step."),
        bytes: amount.optional().describe("Global memory read and written per step, each operand once."),
        peakFraction: amount
          .optional()
          .describe("Share of the device's measured arithmetic or bandwidth that it reached, whichever is larger."),
      }),
    )
    .optional(),
  decode: z
    .array(
      z.strictObject({
        context: amount.describe("Tokens of the sequence, the one that is timed included."),
        tokenMs: spreadSchema.describe("From handing a token over to having its logits on the host."),
        deviceMs: amount.optional().describe("Median of the device's own time."),
        stateBytes: amount.describe(
          "Kept of the sequence behind this context: cached keys and values, recurrent states.",
        ),
      }),
    )
    .optional()
    .describe("What one more token takes, against the tokens before it; one sequence."),
});

export const countersSchema = z.strictObject({
  dispatchesPerStep: amount,
  submitsPerStep: amount,
  flopsPerStep: amount,
  bytesPerStep: amount.describe("Global memory read and written, each operand once."),
  peakBytes: amount.describe("Device memory of the plan, known before the first step."),
  buffersCreatedAfterWarmup: amount,
  bindGroupsCreatedAfterWarmup: amount,
  pipelinesCreatedAfterWarmup: amount,
});

/** Five proxies, never merged (specs: energy-model). What was not measured is absent. */
export const energySchema = z.strictObject({
  table: z.string().describe("Version of the coefficient table, such as `e45-2014`."),
  arithmeticPicojoulesPerToken: amount.optional(),
  memoryPicojoulesPerToken: z.strictObject({ allInCache: amount, allFromMemory: amount }).optional(),
  rooflineMsPerStep: amount.optional(),
  assumedPowerJoulesPerToken: amount.optional(),
  assumedPowerWatts: amount.optional(),
  pressureShare: z
    .strictObject({ nominal: amount, fair: amount, serious: amount, critical: amount })
    .optional()
    .describe("Share of the run that the processor spent in each Compute Pressure state."),
});

const segmentSchema = z.strictObject({
  fromStep: amount,
  documentHash: z.string(),
  planHash: z.string(),
  variantTable: jsonObjectSchema.describe("Hashes of the kernel texts in use under each label."),
  variants: z
    .record(z.string(), z.string())
    .optional()
    .describe("Candidates that were named for classes of shapes; the kernels' own rules chose the rest."),
  transform: z.string().optional(),
  adapter: z.string(),
});

const sampleSchema = z.strictObject({ step: amount, text: z.string() });

const interruptionSchema = z.strictObject({
  step: amount,
  kind: z.enum(["stopped", "resumed", "device-lost", "not-finite", "failed"]),
  sentence: z.string(),
});

export const runSchema = z.strictObject({
  seed: seedSchema,
  learningRate: z.number().positive().describe("Peak of the schedule."),
  segments: z.array(segmentSchema),
  curves: curvesSchema,
  final: evaluationSchema.optional().describe("Absent when the run did not reach its end."),
  tests: z
    .array(z.strictObject({ title: z.string(), evaluation: evaluationSchema }))
    .optional()
    .describe("The final weights under the other documents of the arm's `tests`, on the same slice."),
  timings: timingsSchema.optional(),
  counters: countersSchema.optional(),
  energy: energySchema.optional(),
  stateHash: sha256Schema.optional(),
  samples: z.array(sampleSchema),
  interruptions: z.array(interruptionSchema),
});

export const costSchema = z.strictObject({
  flopsPerTokenForward: amount,
  flopsPerTokenTraining: amount.describe("Forward and backward, without the update."),
  stateBytes: amount.describe("Kept per sequence to go on decoding at the experiment's sequence length."),
  parameterBytes: amount,
  peakTrainingBytes: amount.optional(),
});

export const armResultSchema = z.strictObject({
  id: slugSchema,
  title: z.string().optional(),
  document: jsonObjectSchema,
  parameters: amount,
  cost: costSchema,
  runs: z.array(runSchema),
});

export const adapterSchema = z.strictObject({
  vendor: z.string(),
  architecture: z.string(),
  description: z.string(),
  isSoftware: z.boolean().describe("True: timings and energy are not a ranking."),
  features: z.array(z.string()),
  maxBufferBytes: amount.optional(),
  tuning: tuningSchema
    .optional()
    .describe("Which candidates this device's kernels are; each run's segments hold what it used."),
});

const comparedArmSchema = z.strictObject({
  id: slugSchema,
  learningRate: z.number().positive().optional().describe("The best of the grid for this arm."),
  difference: z.number().optional().describe("Arm minus baseline, bits per byte; below 0 is better."),
  interval95: z.tuple([z.number(), z.number()]).optional(),
  n: amount.describe("Seeds that both arms finished."),
  p: z.number().min(0).max(1).optional().describe("Two-sided paired t test over seeds."),
  verdict: z.string(),
  stepsToReachBaseline: amount.nullable().optional().describe("null: not reached."),
  secondsToReachBaseline: amount.nullable().optional().describe("null: not reached."),
});

export const comparisonSchema = z.strictObject({
  baseline: slugSchema,
  baselineLearningRate: z.number().positive().optional(),
  perArm: z.array(comparedArmSchema),
});

const yardsticksSchema = z.array(
  z.strictObject({
    name: z.string(),
    contextBytes: amount.optional(),
    bitsPerByte: amount.optional(),
    accuracy: z.number().min(0).max(1).optional(),
    meanIou: z.number().min(0).max(1).optional().describe("Where the class of every pixel is asked."),
    loss: amount.optional().describe("Mean squared error, where values are asked."),
    lossByExample: z.array(amount).optional().describe("That of the first, second … value asked of a row."),
  }),
);

export const datasetReportSchema = z.strictObject({
  id: z.string(),
  title: z.string().optional(),
  sha256: sha256Schema,
  bytes: amount,
  verified: z.boolean().optional().describe("The text equals a published one, byte for byte."),
  verification: z.string().optional(),
  notes: z.array(z.string()).optional().describe("What a reader should know of how the text was made."),
  asks: z
    .enum([
      "next-token",
      "label-tokens",
      "classify-image",
      "regression",
      "forecast",
      "classify-series",
      "segment",
      "domain-adaptation",
    ])
    .optional()
    .describe("What is asked of the models; absent in results from before images."),
  tokenizer: z.string().optional(),
  vocabularySize: amount.optional(),
  classes: z.array(z.string()).optional().describe("Names of the classes of images."),
  trainTokens: amount.describe("Tokens or images to learn from."),
  evalSlice: z.strictObject({ sha256: sha256Schema, tokens: amount, bytes: amount }),
  truth: z.array(amount).optional().describe("The class of each image of the slice, in the order of its answers."),
  yardsticks: yardsticksSchema
    .optional()
    .describe("Simple models on the same slice: byte n-gram models named by their context, one linear map of pixels."),
  quickYardsticks: yardsticksSchema
    .optional()
    .describe("The same models on the slice of the evaluations during training, which differs in difficulty."),
});

export const resultSchema = z.strictObject({
  schema: z.literal(currentTag(RESULT_FORMAT)),
  experiment: experimentSchema,
  dataset: datasetReportSchema,
  adapter: adapterSchema,
  versions: z.record(z.string(), z.string()),
  startedAt: z.iso.datetime().optional(),
  arms: z.array(armResultSchema),
  comparison: comparisonSchema.optional(),
});

export type Curves = z.output<typeof curvesSchema>;
export type Evaluation = z.output<typeof evaluationSchema>;
export type Timings = z.output<typeof timingsSchema>;
export type RunCounters = z.output<typeof countersSchema>;
export type EnergyReport = z.output<typeof energySchema>;
export type Segment = z.output<typeof segmentSchema>;
export type TextSample = z.output<typeof sampleSchema>;
export type Interruption = z.output<typeof interruptionSchema>;
export type RunRecord = z.output<typeof runSchema>;
export type ArmCost = z.output<typeof costSchema>;
export type ArmResult = z.output<typeof armResultSchema>;
export type AdapterReport = z.output<typeof adapterSchema>;
export type ComparedArm = z.output<typeof comparedArmSchema>;
export type Comparison = z.output<typeof comparisonSchema>;
export type DatasetReport = z.output<typeof datasetReportSchema>;
export type Result = z.output<typeof resultSchema>;

/** Reads a result of any released version; throws a Failure that says what is wrong with it. */
export function parseResult(value: unknown): Result {
  const parsed = resultSchema.safeParse(migrate(RESULT_FORMAT, value));
  if (!parsed.success) throw refusal(RESULT_FORMAT.noun, parsed.error);
  return parsed.data;
}
