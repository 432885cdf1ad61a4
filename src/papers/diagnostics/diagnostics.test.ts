import { expect, test } from "vitest";
import { loadPaper, loadPapers } from "../index.ts";
import { float64Windows, untrained } from "../../models/diagnostics/float64-windows.ts";
import { presetById } from "../../models/presets/index.ts";
import { computedFindings, trainedFindings } from "./diagnostics.ts";

test("the ladder's chain is half as long as its baseline's", async () => {
  const [{ sentences }] = computedFindings(await loadPaper("ladder-residual"));
  expect(sentences).toEqual([
    "Ladder, four blocks: the longest chain is 4 of 8 sub-layers.",
    "Standard, four blocks: the longest chain is 8 of 8 sub-layers.",
  ]);
});

test(
  "FMViT-style: the merged network is the same to rounding, in fewer dispatches and bytes",
  { timeout: 20_000 },
  async () => {
    const [{ sentences }] = computedFindings(await loadPaper("fmvit"));
    expect(sentences[0]).toMatch(
      /^23 blocks merge; on one image no logit changes by more than \d\.\de-1\d of the largest/,
    );
    expect(sentences[1]).toBe("Dispatches of an evaluation: 126 before, 69 merged (-45.2 %).");
    expect(sentences[4]).toBe("Parameters: 349,466 before, 297,242 merged (-14.9 %).");
  },
);

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

test("the dual-stream card looks at streams, heads, the lens and what ablation costs", async () => {
  const model = untrained(presetById("dual-stream-kronecker-pico").document, 1);
  const findings = await trainedFindings(await loadPaper("dual-stream"), model, float64Windows([[1, 2, 3, 4]], 1));
  expect(findings.map(({ title }) => title)).toEqual([
    "Size of both streams by depth",
    "What heads take from each other: values",
    "What heads take from each other: outputs",
    "Entropy of each head's attention",
    "Logit lens from each stream",
    "Loss with attention amplified",
    "What each stream carries",
  ]);
});
