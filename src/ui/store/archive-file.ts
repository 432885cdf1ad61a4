import { parseResult } from "../../experiments/schema/result.ts";
import type { Result } from "../../experiments/schema/result.ts";
import { refusal } from "../../experiments/schema/sentences.ts";
import { currentTag, migrate } from "../../experiments/schema/versions.ts";
import type { VersionedFormat } from "../../experiments/schema/versions.ts";
import { readWeightsFile } from "../../experiments/schema/weights-file.ts";
import { Failure, sentenceOf } from "../../lib/failure.ts";
import { readSafetensors, writeSafetensors } from "../../lib/safetensors.ts";
import type { StoredTensor } from "../../lib/safetensors.ts";
import { z } from "../../lib/zod.ts";
import { resultDigestSchema } from "../../sharing/result-digest.ts";
import type { WeightsFile } from "../../workers/protocol.ts";
import { summaryOf } from "./run-archive.ts";
import type { KeptRun } from "./run-archive.ts";

/** All kept runs as one file. */
export const ARCHIVE_FORMAT: VersionedFormat = { name: "bakeoff/runs", noun: "file of runs", migrations: [] };

const MOST_RUNS = 10_000;
const METADATA_KEY = "bakeoff";

const fileSchema = z.strictObject({
  schema: z.literal(currentTag(ARCHIVE_FORMAT)),
  /** Whether the trained weights lie beside this in the same file. */
  holdsWeights: z.boolean().default(false),
  runs: z
    .array(
      z.strictObject({
        id: z.uuid(),
        finishedAt: z.iso.datetime(),
        name: z.string().max(200).optional(),
        tags: z.array(z.string().min(1).max(60)).max(32).optional(),
        result: z.unknown(),
        claim: resultDigestSchema.optional(),
      }),
    )
    .max(MOST_RUNS),
});

function archiveText(runs: readonly KeptRun[], holdsWeights: boolean): string {
  const entries = runs.map(({ summary: { id, finishedAt, name, tags }, stored: { result, claim } }) => ({
    id,
    finishedAt,
    name,
    tags,
    result,
    claim,
  }));
  return JSON.stringify({ schema: currentTag(ARCHIVE_FORMAT), holdsWeights, runs: entries });
}

/** The runs alone, as JSON. */
export function writeArchiveFile(runs: readonly KeptRun[]): string {
  return `${archiveText(runs, false)}\n`;
}

/** The runs with their weights as one safetensors file: of each run one tensor that is its own file of weights. */
export function writeArchiveWithWeights(
  runs: readonly KeptRun[],
  weights: readonly WeightsFile[],
): Uint8Array<ArrayBuffer> {
  const tensors = weights.map(({ session, key, file }): [string, StoredTensor] => [
    [session, key.arm, key.seed, key.peakLearningRate].join("/"),
    { dtype: "U8", shape: [file.length], data: file },
  ]);
  return writeSafetensors(new Map(tensors), { [METADATA_KEY]: archiveText(runs, true) });
}

/**
 * Reads such a file as a whole: one run that is wrong refuses it all, so that nothing is half imported. Summaries are
 * made anew from the results, never taken from the file.
 */
export function readArchiveFile(value: unknown): KeptRun[] {
  const parsed = fileSchema.safeParse(migrate(ARCHIVE_FORMAT, value));
  if (!parsed.success) throw refusal(ARCHIVE_FORMAT.noun, parsed.error);
  return parsed.data.runs.map(({ id, finishedAt, name, tags, result: raw, claim }, index) => {
    try {
      const result = parseResult(raw);
      const labels = { ...(name === undefined ? {} : { name }), ...(tags === undefined ? {} : { tags }) };
      const summary = { ...summaryOf(id, result, finishedAt), ...labels };
      return { summary, stored: { id, result, ...(claim === undefined ? {} : { claim }) } };
    } catch (thrown) {
      throw new Failure(`Nothing was imported: run ${index + 1} of the file is wrong. ${sentenceOf(thrown)}`);
    }
  });
}

/** Weights that belong to no run of the file are refused like everything else that is wrong in it. */
function readWeightsOf(runs: readonly KeptRun[], name: string, file: Uint8Array<ArrayBuffer>): WeightsFile {
  try {
    const { key } = readWeightsFile(file).head;
    const run = runs.find(({ summary: { id } }) => name === [id, key.arm, key.seed, key.peakLearningRate].join("/"));
    const arm = (run?.stored.result as Result | undefined)?.arms.find(({ id }) => id === key.arm);
    if (run === undefined || arm === undefined) throw new Failure("They belong to no run of the file.");
    return { session: run.summary.id, key, bytes: file.length, file };
  } catch (thrown) {
    throw new Failure(`Nothing was imported: the weights “${name}” of the file are wrong. ${sentenceOf(thrown)}`);
  }
}

export function readArchiveWithWeights(file: Uint8Array): { runs: KeptRun[]; weights: WeightsFile[] } {
  const { tensors, metadata } = readSafetensors(file);
  const runs = readArchiveFile(JSON.parse(metadata[METADATA_KEY] ?? "null"));
  const weights = [...tensors].map(([name, { dtype, data }]) => {
    if (dtype !== "U8") throw new Failure(`Nothing was imported: tensor “${name}” of the file is no file of weights.`);
    return readWeightsOf(runs, name, data);
  });
  return { runs, weights };
}
