import { z } from "../../lib/zod.ts";

const candidateReportSchema = z.strictObject({
  name: z.string(),
  error: z
    .number()
    .nullable()
    .describe("Worst difference to the naive kernel over the result's RMS; null where it could not run."),
  ms: z
    .number()
    .nullable()
    .describe("Median of its rounds; null where it was wrong, could not run, or time ran out before."),
});

const classReportSchema = z.strictObject({
  shapeClass: z
    .string()
    .describe("Kernel, layout and kind of extents (`matmul nt wide`), or pass (`attention forward`)."),
  m: z
    .number()
    .describe("Extents of what was timed: a product m x n x k, or attention of m queries over n keys of width k."),
  n: z.number(),
  k: z.number(),
  chosen: z.string().describe("A candidate, or `rule`: what the kernel itself chooses by the extents."),
  candidates: z.array(candidateReportSchema).readonly(),
});

/** Where a device's variant table comes from. */
export const tuningSchema = z.strictObject({
  source: z.enum(["shipped", "measured", "remembered"]),
  variants: z
    .record(z.string(), z.string())
    .describe("Candidate by class of shapes; the kernels' own rules elsewhere."),
  classes: z.array(classReportSchema).readonly(),
  notices: z.array(z.string()).readonly().describe("Why nothing was measured, what could not be remembered."),
});

export type CandidateReport = z.output<typeof candidateReportSchema>;
export type ClassReport = z.output<typeof classReportSchema>;
export type Tuning = z.output<typeof tuningSchema>;
