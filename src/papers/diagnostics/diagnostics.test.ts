import { expect, test } from "vitest";
import { loadPaper, loadPapers } from "../index.ts";
import { computedFindings } from "./diagnostics.ts";

test("the ladder's chain is half as long as its baseline's", async () => {
  const [{ sentences }] = computedFindings(await loadPaper("ladder-residual"));
  expect(sentences).toEqual([
    "Ladder, four blocks: the longest chain is 4 of 8 sub-layers.",
    "Standard, four blocks: the longest chain is 8 of 8 sub-layers.",
  ]);
});

test("splitting orders of the Macaron card", async () => {
  const findings = computedFindings(await loadPaper("macaron"));
  expect(findings.map(({ lines }) => lines.length)).toEqual([2, 2]);
  const orders = findings.map(({ sentences: [sentence] }) => sentence.match(/\d\.\d+/g)?.map(Number));
  expect(orders.map((pair) => pair?.map(Math.round))).toEqual([
    [1, 2],
    [1, 1],
  ]);
});

test("cards without diagnostics have no findings", async () => {
  for (const card of await loadPapers()) {
    if (card.diagnostics.length === 0) expect(computedFindings(card)).toEqual([]);
  }
});
