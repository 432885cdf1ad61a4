import { expect, it } from "vitest";
import { OneAtATime } from "./one-at-a-time.ts";

it("runs jobs in turn, also behind one that failed", async () => {
  const turns = new OneAtATime();
  const log: string[] = [];
  const job = (name: string, isBroken: boolean) => async () => {
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
    if (isBroken) throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled([
    turns.run(job("a", false)),
    turns.run(job("b", true)),
    turns.run(job("c", false)),
  ]);
  expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
