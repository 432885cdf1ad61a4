import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Result } from "../../experiments/schema/result.ts";
import type { ResultDigest } from "../../sharing/result-digest.ts";
import type { RunArchive, StoredRun } from "../../workers/automation.ts";

/** A finished session in the list: what a reader needs to recognise it. */
export interface RunSummary extends StoredRun {
  readonly verdict: string | undefined;
  readonly adapter: string;
  readonly isSoftwareAdapter: boolean;
  /** The reader's own short name; `title` is the experiment's. */
  readonly name?: string;
  readonly tags?: readonly string[];
  /** Ids and titles of the arms; absent in what older versions kept. */
  readonly arms?: readonly { readonly id: string; readonly title: string }[];
  /** Presets of the arms by name, as far as they are presets; absent in what older versions kept. */
  readonly presets?: readonly string[];
  /** Title of the data; absent in what older versions kept. */
  readonly dataset?: string;
}

interface ArchiveSchema extends DBSchema {
  summaries: { key: string; value: RunSummary; indexes: { finishedAt: string } };
  results: { key: string; value: StoredResult };
}

interface StoredResult {
  readonly id: string;
  readonly result: unknown;
  /** What a link said of this experiment, when the run was made to check it. */
  readonly claim?: unknown;
}

/** Everything that is kept of one run, as deleting gives it and restoring takes it. */
export interface KeptRun {
  readonly summary: RunSummary;
  readonly stored: StoredResult;
}

interface NewRun {
  /** The name that its session was kept as, under which its weights lie; absent: a new one. */
  readonly id?: string;
  readonly claim?: ResultDigest | undefined;
}

/** What the reader may change of a kept run. */
export type RunLabels = Pick<RunSummary, "name" | "tags">;

const DATABASE = "bakeoff-runs";
const VERSION = 1;

let opening: Promise<IDBPDatabase<ArchiveSchema>> | undefined;

function database(): Promise<IDBPDatabase<ArchiveSchema>> {
  opening ??= openDB<ArchiveSchema>(DATABASE, VERSION, {
    upgrade: (db) => {
      db.createObjectStore("summaries", { keyPath: "id" }).createIndex("finishedAt", "finishedAt");
      db.createObjectStore("results", { keyPath: "id" });
    },
  });
  return opening;
}

export function summaryOf(id: string, result: Result, finishedAt: string): RunSummary {
  const { adapter, comparison, experiment } = result;
  const titles = result.arms.map((arm) => arm.title ?? arm.id);
  return {
    id,
    title: experiment.title ?? titles.join(" against "),
    finishedAt,
    verdict: comparison?.perArm.map((arm) => arm.verdict).join(" "),
    adapter: [adapter.vendor, adapter.architecture].filter((part) => part !== "").join(" "),
    isSoftwareAdapter: adapter.isSoftware,
    arms: result.arms.map(({ id: arm }, index) => ({ id: arm, title: titles[index] })),
    presets: experiment.arms.flatMap((arm) => arm.preset ?? []),
    dataset: result.dataset.title ?? result.dataset.id,
  };
}

async function put({ summary, stored }: KeptRun): Promise<void> {
  const transaction = (await database()).transaction(["summaries", "results"], "readwrite");
  await Promise.all([
    transaction.objectStore("summaries").put(summary),
    transaction.objectStore("results").put(stored),
    transaction.done,
  ]);
}

/** Finished runs in IndexedDB; summaries and results lie apart, so that the list opens without the curves. */
export const runArchive = {
  /** Newest first. */
  async list(): Promise<RunSummary[]> {
    const summaries = await (await database()).getAllFromIndex("summaries", "finishedAt");
    return summaries.reverse();
  },
  /** Results of older versions are migrated when they are read. */
  async get(id: string): Promise<Result | undefined> {
    const stored = await (await database()).get("results", id);
    if (stored === undefined) return undefined;
    const { parseResult } = await import("../../experiments/schema/result.ts");
    return parseResult(stored.result);
  },
  async claimOf(id: string): Promise<ResultDigest | undefined> {
    const claim = (await (await database()).get("results", id))?.claim;
    if (claim === undefined) return undefined;
    const { resultDigestSchema } = await import("../../sharing/result-digest.ts");
    return resultDigestSchema.safeParse(claim).data;
  },
  async add(result: Result, { id = crypto.randomUUID(), claim }: NewRun = {}): Promise<RunSummary> {
    const summary = summaryOf(id, result, new Date().toISOString());
    await put({ summary, stored: { id: summary.id, result, ...(claim === undefined ? {} : { claim }) } });
    return summary;
  },
  /** Puts back what `remove` gave, or what a file held. */
  restore: put,
  async label(id: string, labels: RunLabels): Promise<RunSummary | undefined> {
    const db = await database();
    const summary = await db.get("summaries", id);
    if (summary === undefined) return undefined;
    const labelled = { ...summary, ...labels };
    await db.put("summaries", labelled);
    return labelled;
  },
  /** Everything that is kept of a run; undefined when it is not there. */
  async keptRun(id: string): Promise<KeptRun | undefined> {
    const db = await database();
    const [summary, stored] = await Promise.all([db.get("summaries", id), db.get("results", id)]);
    return summary === undefined || stored === undefined ? undefined : { summary, stored };
  },
  /** Deletes a run and gives it back, so that it can be restored. */
  async remove(id: string): Promise<KeptRun | undefined> {
    const removed = await runArchive.keptRun(id);
    const transaction = (await database()).transaction(["summaries", "results"], "readwrite");
    await Promise.all([
      transaction.objectStore("summaries").delete(id),
      transaction.objectStore("results").delete(id),
      transaction.done,
    ]);
    return removed;
  },
} satisfies RunArchive & Record<string, unknown>;
