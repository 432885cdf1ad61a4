import { z } from "../lib/zod.ts";

const servedFileSchema = z.strictObject({
  /** Relative to the manifest. */
  path: z.string().min(1),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of a text: byte at which each document starts. */
  documentStarts: z.array(z.int().nonnegative()).min(1).optional(),
});

/** public/datasets/manifest.json: committed, written by `npm run datasets`, checked against every file that is loaded. */
export const servedManifestSchema = z.strictObject({
  schema: z.literal("bakeoff/datasets@1"),
  datasets: z.array(
    z.strictObject({
      id: z.string().min(1),
      title: z.string().min(1),
      licence: z.string().min(1),
      attribution: z.string().min(1),
      source: z.strictObject({ package: z.string(), version: z.string(), integrity: z.string().startsWith("sha512-") }),
      files: z.strictObject({ train: servedFileSchema, evaluation: servedFileSchema }),
    }),
  ),
});

export type ServedManifest = z.infer<typeof servedManifestSchema>;
export type ServedFile = z.infer<typeof servedFileSchema>;
