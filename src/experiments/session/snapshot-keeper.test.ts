import { expect, test } from "vitest";
import type { RunEvent } from "../schema/events.ts";
import { parseExperiment } from "../schema/experiment.ts";
import { SnapshotKeeper } from "./snapshot-keeper.ts";
import { assertSameData } from "./same-as-exported.ts";
import { readStateFile, stateBefore } from "./state-file.ts";
import type { SessionState } from "./state-file.ts";

const STATE: SessionState = {
  experiment: parseExperiment({
    schema: "bakeoff/experiment@1",
    kind: "train",
    arms: [{ id: "a", preset: "lm-pico" }],
    data: { id: "copying" },
    sequenceLength: 8,
    batch: 1,
    budget: { steps: 4 },
  }),
  datasetSha256: "0".repeat(64),
  documents: { a: "hash" },
  finished: [],
  active: [],
};

function keeper(keep?: (file: Uint8Array<ArrayBuffer>) => Promise<void>) {
  const events: RunEvent[] = [];
  let made = 0;
  const makeState = () => {
    made += 1;
    return Promise.resolve(STATE);
  };
  const snapshots = new SnapshotKeeper({ everyMs: 3_600_000, keep, emit: (event) => events.push(event) });
  return {
    begin: (state: SessionState) => snapshots.begin(state),
    take: (isPausing: boolean) => snapshots.takeIfDue(isPausing, makeState),
    events,
    snapshots,
    count: () => made,
  };
}

test("what outlives the page is kept from the first step on, then now and then, and before every pause", async () => {
  const files: Uint8Array<ArrayBuffer>[] = [];
  const { take, snapshots, count } = keeper((file) => {
    files.push(file);
    return Promise.resolve();
  });
  await take(false);
  await take(false);
  expect(count()).toBe(1);
  await take(true);
  expect(count()).toBe(2);
  expect(files).toHaveLength(2);
  expect(readStateFile(files[1])).toMatchObject(STATE);
  expect(snapshots.latest).toBe(STATE);
});

test("what a session begins from is kept before its data are read, and going on from it is to begin", async () => {
  const files: Uint8Array<ArrayBuffer>[] = [];
  const { begin, take, snapshots, count } = keeper((file) => {
    files.push(file);
    return Promise.resolve();
  });
  await begin(stateBefore(STATE.experiment));
  expect(count()).toBe(0);
  expect(snapshots.latest).toBeUndefined();
  const read = readStateFile(files[0]);
  expect(read).toMatchObject({ experiment: STATE.experiment, documents: {}, finished: [], active: [] });
  expect(() => assertSameData(read, "f".repeat(64))).not.toThrow();
  await take(false);
  expect(() => assertSameData(readStateFile(files[1]), "f".repeat(64))).toThrow(/not those of the exported run/);
});

test("without a place to keep it, a pause costs nothing", async () => {
  const { take, count } = keeper();
  await take(true);
  expect(count()).toBe(0);
});

test("a full disk is said once and does not end the run", async () => {
  const { take, events } = keeper(() => Promise.reject(new Error("quota exceeded")));
  await take(true);
  await take(true);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ type: "notice", sentence: expect.stringContaining("quota exceeded") as string });
});
