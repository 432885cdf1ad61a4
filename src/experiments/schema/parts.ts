import { z } from "../../lib/zod.ts";

export const LARGEST_SEED = 0xffff_ffff;

/** An arm's or a document's short name: it becomes part of file names, colours and sentences. */
export const slugSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be 1 to 63 lower-case letters, digits or hyphens, such as `3pt-nano`");

/** Whole number of at least `least`. */
export function count(least = 1, most = Number.MAX_SAFE_INTEGER): z.ZodNumber {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  const message = `must be a whole number ${range}`;
  return z.int({ error: message }).min(least, { error: message }).max(most, { error: message });
}

export const seedSchema = count(0, LARGEST_SEED);

export const learningRateSchema = z
  .number()
  .positive({ error: "must be a positive number, such as 0.008" })
  .max(100, { error: "must be at most 100; learning rates here are plain factors such as 0.008" });

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits (SHA-256)");

export const tokenizerSchema = z
  .string()
  .regex(
    /^(byte|bpe-[1-9]\d{2,5}|word|word-[1-9]\d{1,6})$/,
    "must be `byte`, `bpe-N` (byte-pair encoding trained to N entries, such as `bpe-2048`), `word` or `word-N`",
  );

/** A value found in JSON: documents travel as such and are validated by the models. */
export const jsonObjectSchema = z.record(z.string(), z.unknown());
