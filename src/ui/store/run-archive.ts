import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Result } from "../../experiments/schema/result.ts";
import type { RunArchive, StoredRun } from "../../workers/automation.ts";

/** A finished session in the list: what a reader needs to recognise it. */
export interface RunSummary extends StoredRun {
  readonly verdict: string | undefined;
  readonly adapter: string;
  readonly isSoftwareAdapter: boolean;
  /** Presets of the arms by name, as far as they are presets; absent in what older versions kept. */
  readonly presets?: readonly string[];
}

interface ArchiveSchema extends DBSchema {
  summaries: { key: string; value: RunSummary; indexes: { finishedAt: string } };
  results: { key: string; value: { readonly id: string; readonly result: unknown } };
}

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
    presets: experiment.arms.flatMap((arm) => arm.preset ?? []),
  };
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
  async add(result: Result): Promise<RunSummary> {
    const summary = summaryOf(crypto.randomUUID(), result, new Date().toISOString());
    const transaction = (await database()).transaction(["summaries", "results"], "readwrite");
    await Promise.all([
      transaction.objectStore("summaries").add(summary),
      transaction.objectStore("results").add({ id: summary.id, result }),
      transaction.done,
    ]);
    return summary;
  },
  async remove(id: string): Promise<void> {
    const transaction = (await database()).transaction(["summaries", "results"], "readwrite");
    await Promise.all([
      transaction.objectStore("summaries").delete(id),
      transaction.objectStore("results").delete(id),
      transaction.done,
    ]);
  },
} satisfies RunArchive & Record<string, unknown>;
