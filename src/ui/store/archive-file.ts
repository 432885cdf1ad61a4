import { parseResult } from "../../experiments/schema/result.ts";
import { refusal } from "../../experiments/schema/sentences.ts";
import { currentTag, migrate } from "../../experiments/schema/versions.ts";
import type { VersionedFormat } from "../../experiments/schema/versions.ts";
import { Failure, sentenceOf } from "../../lib/failure.ts";
import { z } from "../../lib/zod.ts";
import { resultDigestSchema } from "../../sharing/result-digest.ts";
import { summaryOf } from "./run-archive.ts";
import type { KeptRun } from "./run-archive.ts";

/** All kept runs as one file. */
export const ARCHIVE_FORMAT: VersionedFormat = { name: "bakeoff/runs", noun: "file of runs", migrations: [] };

const MOST_RUNS = 10_000;

const fileSchema = z.strictObject({
  schema: z.literal(currentTag(ARCHIVE_FORMAT)),
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

export function writeArchiveFile(runs: readonly KeptRun[]): string {
  const entries = runs.map(({ summary: { id, finishedAt, name, tags }, stored: { result, claim } }) => ({
    id,
    finishedAt,
    name,
    tags,
    result,
    claim,
  }));
  return `${JSON.stringify({ schema: currentTag(ARCHIVE_FORMAT), runs: entries })}\n`;
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
