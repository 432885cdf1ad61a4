import { z } from "../lib/zod.ts";
import { seedSchema, slugSchema } from "../experiments/schema/parts.ts";
import { datasetReportSchema, type ArmResult, type Result, type RunRecord } from "../experiments/schema/result.ts";
import { sha256Hex } from "../lib/sha256.ts";
import { qualityOf } from "../experiments/schema/measure.ts";

const HASH_DIGITS = 16;
/** Enough points to recognise a curve, few enough for a link. */
const MOST_CURVE_POINTS = 12;
const MOST_RUNS = 2_048;

const shortHash = z
  .string()
  .regex(/^[0-9a-f]{16}$/, "must be the first 16 hexadecimal digits of a SHA-256")
  .describe("First 16 digits of a SHA-256.");
const amount = z.number().nonnegative();
const shortText = z.string().max(120);

const runDigestSchema = z.strictObject({
  seed: seedSchema,
  learningRate: z.number().positive(),
  bitsPerByte: amount.describe("Final quality, five decimals."),
  state: shortHash.optional().describe("Of the trained state: equal digits mean equal bits."),
  curve: shortHash.describe("Of all training losses and quick evaluations."),
  step: z.array(amount).max(MOST_CURVE_POINTS).describe("Steps at some of the quick evaluations."),
  loss: z.array(z.number().nullable()).max(MOST_CURVE_POINTS).describe("Their losses, nats per token."),
});

export const resultDigestSchema = z.strictObject({
  bakeoff: shortText.describe("Version of the page that measured it."),
  adapter: z.strictObject({ name: shortText, isSoftware: z.boolean() }),
  startedAt: z.iso.datetime().optional(),
  dataset: z.strictObject({
    id: shortText,
    asks: datasetReportSchema.shape.asks.describe("What is asked of the models; absent: the next token."),
    sha256: shortHash,
    slice: shortHash,
  }),
  arms: z
    .array(
      z.strictObject({
        id: slugSchema,
        document: shortHash.describe("Of the architecture that was trained last."),
        parameters: amount,
        runs: z.array(runDigestSchema).max(MOST_RUNS),
      }),
    )
    .max(32),
});

/** What a link says of a result: enough to see and to check it, without the curves. */
export type ResultDigest = z.output<typeof resultDigestSchema>;
export type RunDigest = z.output<typeof runDigestSchema>;

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** Rows of a column at most `most` apart in number, the first and last among them. */
function sampledRows(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, row) => row);
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}

/** First digits of the SHA-256 of the losses as JSON: equal only where every step's loss is. */
export async function curveHash({ curves }: Pick<RunRecord, "curves">): Promise<string> {
  const { trainLoss, evalStep, evalLoss } = curves;
  const bytes = new TextEncoder().encode(JSON.stringify([trainLoss, evalStep, evalLoss]));
  return (await sha256Hex(bytes)).slice(0, HASH_DIGITS);
}

async function digestOfRun(run: RunRecord): Promise<RunDigest | undefined> {
  if (run.final === undefined) return undefined;
  const rows = sampledRows(run.curves.evalStep.length, MOST_CURVE_POINTS);
  return {
    seed: run.seed,
    learningRate: run.learningRate,
    bitsPerByte: rounded(qualityOf(run.final), 5),
    ...(run.stateHash === undefined ? {} : { state: run.stateHash.slice(0, HASH_DIGITS) }),
    curve: await curveHash(run),
    step: rows.map((row) => run.curves.evalStep[row]),
    loss: rows.map((row) => {
      const loss = run.curves.evalLoss[row];
      return loss === null ? null : rounded(loss, 4);
    }),
  };
}

/** The architecture that an arm's runs ended with; empty before any run. */
export function documentHashOf(arm: Pick<ArmResult, "runs">): string {
  return (arm.runs.at(0)?.segments.at(-1)?.documentHash ?? "").slice(0, HASH_DIGITS);
}

/** "google swiftshader": what the browser tells of an adapter. */
export function adapterTitle({ vendor, architecture, description }: Result["adapter"]): string {
  const words = description === "" ? [vendor, architecture] : [description];
  return words
    .filter((word) => word !== "")
    .join(" ")
    .slice(0, 120);
}

/** The digest of a result. Runs that did not reach their end are left out; undefined when none did. */
export async function digestOfResult(result: Result): Promise<ResultDigest | undefined> {
  const arms: ResultDigest["arms"] = [];
  for (const arm of result.arms) {
    const runs = (await Promise.all(arm.runs.map(digestOfRun))).filter((run) => run !== undefined);
    if (runs.length === 0) continue;
    arms.push({ id: arm.id, document: documentHashOf(arm), parameters: arm.parameters, runs });
  }
  if (arms.length === 0) return undefined;
  const { asks } = result.dataset;
  return {
    bakeoff: result.versions["bakeoff"] ?? "unknown",
    adapter: { name: adapterTitle(result.adapter), isSoftware: result.adapter.isSoftware },
    ...(result.startedAt === undefined ? {} : { startedAt: result.startedAt }),
    dataset: {
      id: result.dataset.id.slice(0, 120),
      ...(asks === undefined || asks === "next-token" ? {} : { asks }),
      sha256: result.dataset.sha256.slice(0, HASH_DIGITS),
      slice: result.dataset.evalSlice.sha256.slice(0, HASH_DIGITS),
    },
    arms,
  };
}
