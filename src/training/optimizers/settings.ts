import { z } from "../../lib/zod.ts";

const beta = z.number().min(0).lt(1);
const weightDecay = z.number().min(0).max(10).describe("Decay per unit of learning rate, on matrices only.");
const clipNorm = z
  .number()
  .positive()
  .nullable()
  .default(1)
  .describe("Largest global gradient norm before the update; null leaves gradients as they are.");

/** The update rule of one run. The learning rate is not here: it belongs to the grid and the schedule. */
export const optimizerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("adamw"),
    beta1: beta.default(0.9),
    beta2: beta.default(0.95),
    epsilon: z.number().positive().default(1e-8),
    weightDecay: weightDecay.default(0.1),
    clipNorm,
  }),
  z.strictObject({
    kind: z.literal("adam"),
    beta1: beta.default(0.9),
    beta2: beta.default(0.95),
    epsilon: z.number().positive().default(1e-8),
    weightDecay: weightDecay.default(0),
    clipNorm,
  }),
  z.strictObject({
    kind: z.literal("sgd"),
    momentum: beta.default(0.9),
    dampening: z.number().min(0).lt(1).default(0),
    nesterov: z.boolean().default(false),
    weightDecay: weightDecay.default(0),
    clipNorm,
  }),
  z.strictObject({
    kind: z.literal("lion"),
    beta1: beta.default(0.9),
    beta2: beta.default(0.99),
    weightDecay: weightDecay.default(0.1),
    clipNorm,
  }),
  z.strictObject({
    kind: z.literal("muon"),
    momentum: beta.default(0.95),
    nesterov: z.boolean().default(true),
    weightDecay: weightDecay.default(0.1),
    beta1: beta.default(0.9).describe("Of the AdamW that updates embeddings, head and vectors."),
    beta2: beta.default(0.95).describe("Of the AdamW that updates embeddings, head and vectors."),
    epsilon: z.number().positive().default(1e-8),
    clipNorm,
  }),
]);

export type OptimizerSettings = z.output<typeof optimizerSchema>;

/** AdamW as all language-model presets use it (specs: lm-conventions). */
export const DEFAULT_OPTIMIZER: OptimizerSettings = {
  kind: "adamw",
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};
