import { readSafetensors, writeSafetensors } from "../../lib/safetensors.ts";
import type { StoredTensor } from "../../lib/safetensors.ts";
import { Failure } from "../../lib/failure.ts";
import { z } from "../../lib/zod.ts";
import type { StateTensor } from "../../training/state/state-hash.ts";
import type { RunKey } from "./events.ts";
import { experimentSchema } from "./experiment.ts";
import { currentTag, migrate } from "./versions.ts";
import type { VersionedFormat } from "./versions.ts";

export const WEIGHTS_FORMAT: VersionedFormat = { name: "bakeoff/weights", noun: "file of weights", migrations: [] };

const METADATA_KEY = "bakeoff";

const headSchema = z.object({
  schema: z.literal(currentTag(WEIGHTS_FORMAT)),
  key: z.object({ arm: z.string(), seed: z.number(), peakLearningRate: z.number() }),
  title: z.string(),
  /** Optimizer steps behind the weights. */
  steps: z.int().nonnegative(),
  /** The architecture that the weights belong to: that of the run's last segment. */
  document: z.record(z.string(), z.unknown()),
  experiment: experimentSchema,
  /** Tensors of the file that are running statistics, not parameters. */
  buffers: z.array(z.string()),
});

export type WeightsHead = Omit<z.output<typeof headSchema>, "schema" | "buffers">;

/** Takes the weights of a run that has ended. */
export type KeepWeights = (key: RunKey, file: Uint8Array<ArrayBuffer>) => Promise<void>;

export interface TrainedWeights {
  readonly head: WeightsHead;
  readonly tensors: readonly StateTensor[];
}

/**
 * Parameters and running statistics of one run as one safetensors file: each tensor under its own name, all else as JSON
 * in the metadata. Moments are left out: training does not go on from here.
 */
export function writeWeightsFile({ head, tensors }: TrainedWeights): Uint8Array<ArrayBuffer> {
  const kept = tensors.filter(({ kind }) => kind !== "moment");
  const stored = kept.map(({ name, shape, data }): [string, StoredTensor] => [
    name,
    data instanceof Float32Array ? { dtype: "F32", shape, data } : { dtype: "U32", shape, data },
  ]);
  const buffers = kept.filter(({ kind }) => kind === "buffer").map(({ name }) => name);
  const metadata = { schema: currentTag(WEIGHTS_FORMAT), ...head, buffers };
  return writeSafetensors(new Map(stored), { [METADATA_KEY]: JSON.stringify(metadata) });
}

function readHead(metadata: Readonly<Record<string, string>>): z.output<typeof headSchema> {
  let value: unknown;
  try {
    value = JSON.parse(metadata[METADATA_KEY] ?? "null");
  } catch {
    throw new Failure("The weights are damaged: their description is not JSON. Save them again.");
  }
  const parsed = headSchema.safeParse(migrate(WEIGHTS_FORMAT, value));
  if (!parsed.success) throw new Failure(`The weights are damaged: ${z.prettifyError(parsed.error)}. Save them again.`);
  return parsed.data;
}

/** Throws a Failure for anything that `writeWeightsFile` did not write. */
export function readWeightsFile(file: Uint8Array): TrainedWeights {
  const { tensors, metadata } = readSafetensors(file);
  const { key, title, steps, document, experiment, buffers } = readHead(metadata);
  const kindOf = (name: string) => (buffers.includes(name) ? "buffer" : "parameter");
  return {
    head: { key, title, steps, document, experiment },
    tensors: [...tensors].map(([name, { dtype, shape, data }]): StateTensor => {
      if (dtype !== "F32" && dtype !== "U32") throw new Failure(`Tensor ${name} of the weights has type ${dtype}.`);
      return { kind: kindOf(name), name, shape, data };
    }),
  };
}
