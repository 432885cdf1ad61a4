import { z } from "../../lib/zod.ts";

/** How the learning rate moves over a run. `warmupFraction` and `finalFraction` are shares of the run and of the peak. */
export const scheduleSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("cosine-warmup"),
    warmupFraction: z.number().min(0).max(1).default(0.05).describe("Share of the steps with a rising rate."),
    finalFraction: z.number().min(0).max(1).default(0.1).describe("Rate at the end, as a share of the peak."),
  }),
  z.strictObject({
    kind: z.literal("constant-warmup"),
    warmupFraction: z.number().min(0).max(1).default(0.05).describe("Share of the steps with a rising rate."),
  }),
]);

export type ScheduleSettings = z.output<typeof scheduleSchema>;

export const DEFAULT_SCHEDULE: ScheduleSettings = { kind: "cosine-warmup", warmupFraction: 0.05, finalFraction: 0.1 };
