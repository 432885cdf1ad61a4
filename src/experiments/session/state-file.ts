import { Failure } from "../../lib/failure.ts";
import { readSafetensors, writeSafetensors } from "../../lib/safetensors.ts";
import type { StoredTensor } from "../../lib/safetensors.ts";
import { z } from "../../lib/zod.ts";
import type { StateTensor } from "../../training/state/state-hash.ts";
import { experimentSchema } from "../schema/experiment.ts";
import type { Experiment } from "../schema/experiment.ts";
import { curvesSchema, runSchema } from "../schema/result.ts";
import { currentTag, migrate } from "../schema/versions.ts";
import type { VersionedFormat } from "../schema/versions.ts";
import type { RunSnapshot } from "./run-snapshot.ts";

export const STATE_FORMAT: VersionedFormat = { name: "bakeoff/state", noun: "state", migrations: [] };

const METADATA_KEY = "bakeoff";

const snapshotSchema = z.object({
  key: z.object({ arm: z.string(), seed: z.number(), peakLearningRate: z.number() }),
  totalSteps: z.int().positive(),
  curves: curvesSchema,
  segments: runSchema.shape.segments,
  samples: runSchema.shape.samples,
  interruptions: runSchema.shape.interruptions,
});

const headSchema = z.object({
  schema: z.literal(currentTag(STATE_FORMAT)),
  experiment: experimentSchema,
  /** Absent where the session had not read its data yet. */
  datasetSha256: z.string().optional(),
  /** Document hash of each arm. */
  documents: z.record(z.string(), z.string()),
  finished: z.array(z.object({ arm: z.string(), run: runSchema })),
  active: z.array(snapshotSchema),
});

type Head = z.output<typeof headSchema>;

/** A paused session: what is finished, and each run in progress with its parameters and moments. */
export interface SessionState extends Omit<Head, "schema" | "experiment" | "active"> {
  readonly experiment: Experiment;
  readonly active: readonly { readonly snapshot: RunSnapshot; readonly tensors: readonly StateTensor[] }[];
}

/** A session that has not done anything yet: going on from it is to begin. */
export function stateBefore(experiment: Experiment): SessionState {
  return { experiment, documents: {}, finished: [], active: [] };
}

/** One safetensors file: tensors `<arm>/<kind>/<name>`, all else as JSON in its metadata. */
export function writeStateFile(state: SessionState): Uint8Array<ArrayBuffer> {
  const stored = new Map<string, StoredTensor>();
  for (const { snapshot, tensors } of state.active) {
    for (const { kind, name, shape, data } of tensors) {
      const tensor: StoredTensor =
        data instanceof Float32Array ? { dtype: "F32", shape, data } : { dtype: "U32", shape, data };
      stored.set(`${snapshot.key.arm}/${kind}/${name}`, tensor);
    }
  }
  const head: Head = {
    schema: currentTag(STATE_FORMAT),
    experiment: state.experiment,
    datasetSha256: state.datasetSha256,
    documents: state.documents,
    finished: state.finished,
    active: state.active.map(({ snapshot }) => snapshot),
  };
  return writeSafetensors(stored, { [METADATA_KEY]: JSON.stringify(head) });
}

function readHead(metadata: Readonly<Record<string, string>>): Head {
  if (!Object.hasOwn(metadata, METADATA_KEY)) {
    throw new Failure(
      "This safetensors file is no exported run: it may hold weights only. Choose a file that the page exported.",
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(metadata[METADATA_KEY]);
  } catch {
    throw new Failure("The exported run is damaged: its description is not JSON. Export it again.");
  }
  const parsed = headSchema.safeParse(migrate(STATE_FORMAT, value));
  if (!parsed.success)
    throw new Failure(`The exported run is damaged: ${z.prettifyError(parsed.error)}. Export it again.`);
  return parsed.data;
}

export function readStateFile(file: Uint8Array): SessionState {
  const { tensors, metadata } = readSafetensors(file);
  const head = readHead(metadata);
  const tensorsOf = (arm: string): StateTensor[] =>
    [...tensors].flatMap(([fullName, { dtype, shape, data }]) => {
      const [owner, kind, ...name] = fullName.split("/");
      if (owner !== arm || (kind !== "parameter" && kind !== "moment" && kind !== "buffer")) return [];
      if (dtype !== "F32" && dtype !== "U32")
        throw new Failure(`Tensor ${fullName} of the exported run has type ${dtype}.`);
      return [{ kind, name: name.join("/"), shape, data }];
    });
  return { ...head, active: head.active.map((snapshot) => ({ snapshot, tensors: tensorsOf(snapshot.key.arm) })) };
}
