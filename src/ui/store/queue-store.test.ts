import { expect, test } from "vitest";
import { createQueueStore } from "./queue-store.ts";
import { EXPERIMENT } from "./session-events.fixture.ts";

function memory(content?: string) {
  const held = new Map(content === undefined ? [] : [["bakeoff-queue", content]]);
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
  };
}

test("experiments leave the queue in their order, and survive a reload", () => {
  const storage = memory();
  const { add, take } = createQueueStore(storage).getState();
  for (const title of ["first", "second", "third"]) add({ ...EXPERIMENT, title });
  expect(take()?.title).toBe("first");
  const reloaded = createQueueStore(storage);
  expect(reloaded.getState().waiting.map(({ experiment }) => experiment.title)).toEqual(["second", "third"]);
  reloaded.getState().drop(reloaded.getState().waiting[0].id);
  expect(reloaded.getState().take()?.title).toBe("third");
  expect(reloaded.getState().take()).toBeUndefined();
});

test.each(["{", "null", '{"a":1}'])("a store that holds %s is an empty queue", (content) => {
  expect(createQueueStore(memory(content)).getState().waiting).toEqual([]);
});
