import { parseExperiment } from "../../experiments/schema/experiment.ts";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { curvesSchema, runSchema } from "../../experiments/schema/result.ts";
import { Failure } from "../../lib/failure.ts";
import { readSafetensors } from "../../lib/safetensors.ts";
import { z } from "../../lib/zod.ts";
import { storedRunView } from "../store/session-from-result.ts";
import type { RunView } from "../store/session-view.ts";

/** The part of an exported state's description that the page shows; the worker reads and checks the whole. */
const headSchema = z.object({
  experiment: z.unknown(),
  finished: z.array(z.object({ arm: z.string(), run: runSchema })),
  active: z.array(
    z.object({
      key: z.object({ arm: z.string(), seed: z.number(), peakLearningRate: z.number() }),
      curves: curvesSchema,
      samples: runSchema.shape.samples,
    }),
  ),
});

export interface StateHead {
  readonly experiment: Experiment;
  /** The runs as they were when the state was exported. */
  readonly runs: readonly RunView[];
}

/** The `schema` that a safetensors file of this page says; empty where it says none that can be read. */
export function schemaOf(file: Uint8Array<ArrayBuffer>): string {
  const { metadata } = readSafetensors(file);
  try {
    const head = JSON.parse(metadata[METADATA_KEY] ?? "{}") as { schema?: unknown };
    return typeof head.schema === "string" ? head.schema : "";
  } catch {
    return "";
  }
}

const METADATA_KEY = "bakeoff";
const NO_RUN =
  "This safetensors file is no exported run: it may hold weights only. Choose a file that the page exported.";

/** What an exported state says of itself, so that its curves stand on the page before the worker goes on. */
export function readStateHead(file: Uint8Array<ArrayBuffer>): StateHead {
  const { metadata } = readSafetensors(file);
  if (!Object.hasOwn(metadata, METADATA_KEY)) throw new Failure(NO_RUN);
  const head = headSchema.safeParse(JSON.parse(metadata[METADATA_KEY]));
  if (!head.success) throw new Failure("The exported run is damaged: its description is incomplete. Export it again.");
  const experiment = parseExperiment(head.data.experiment);
  const prompt = experiment.samples?.prompt ?? "";
  // Only bytes have a known size before the text was cut into tokens.
  const bitsPerNat = experiment.data.tokenizer === "byte" ? 1 / Math.LN2 : Number.NaN;
  return {
    experiment,
    runs: [
      ...head.data.finished.map(({ arm, run }) =>
        storedRunView({ arm, seed: run.seed, peakLearningRate: run.learningRate }, run, prompt, bitsPerNat),
      ),
      ...head.data.active.map(({ key, ...parts }) => storedRunView(key, parts, prompt, bitsPerNat)),
    ],
  };
}
