import { expect, test } from "vitest";
import { float64Run } from "../build/float64-run.ts";
import { randomIds } from "../build/random-ids.ts";
import { dualStream, singleStream } from "../presets/dual-stream.ts";
import { dualStreamFindings, takenFromOthers } from "./dual-stream.ts";
import { float64Windows, untrained } from "./float64-windows.ts";

const SIZE = { vocabulary: 16, width: 12, layers: 2, heads: 3 };
const IDS = randomIds(2, 9, SIZE.vocabulary);
const RUNS = float64Windows(IDS, 1);

test("amplification is evaluated with the same weights", async () => {
  const findings = await dualStreamFindings(untrained(dualStream("dual", SIZE), 1), RUNS);
  const { x, y } = findings.find(({ title }) => title.startsWith("Loss"))!.lines[0];
  const want = x.map((amplify) => float64Run(dualStream("dual", SIZE, { attention: { amplify } }), IDS).loss);
  y.forEach((loss, i) => expect(loss).toBeCloseTo(want[i], 12));
  expect(y[4]).not.toBe(y[0]);
});

test("sizes of both streams, and what heads take from each other, for every block", async () => {
  const findings = await dualStreamFindings(untrained(dualStream("dual", SIZE), 1), RUNS);
  expect(findings.map(({ lines }) => lines.map(({ name, y }) => `${name} ${y.length}`).join(", "))).toEqual([
    "token 2, context 2",
    "block 1 3, block 2 3",
    "block 1 3, block 2 3",
    "loss 5",
    "",
  ]);
  expect(findings[4].sentences).toHaveLength(4);
});

test("a single stream has neither two sizes nor mixing matrices", async () => {
  const findings = await dualStreamFindings(untrained(singleStream("single", SIZE), 1), RUNS);
  expect(findings.map(({ title }) => title)).toEqual(["Loss with attention amplified", "What each stream carries"]);
});

test("a row without its diagonal", () => {
  expect(takenFromOthers([5, -1, 2, 7])).toEqual([1, 2]);
});
