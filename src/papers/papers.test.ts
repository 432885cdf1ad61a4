import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseExperiment } from "../experiments/schema/experiment.ts";
import { loadPaper, loadPapers, PAPER_SLUGS } from "./index.ts";

it("collects every card of the folder under its own name", async () => {
  const files = readdirSync("src/papers").filter((name) => !/^(card|index|.*\.test)\.ts$/.test(name));
  expect(PAPER_SLUGS).toEqual(files.map((name) => name.replace(/\.ts$/, "")).sort());
  for (const card of await loadPapers()) expect(PAPER_SLUGS).toContain(card.slug);
});

it("refuses an unknown card with the known ones", async () => {
  await expect(loadPaper("no-such-paper")).rejects.toThrow(/no paper card `no-such-paper`; the cards are three-phase/);
});

it("keeps the quick experiment of the 3PT card equal to the example file", async () => {
  const card = await loadPaper("three-phase-transformer");
  const file: unknown = JSON.parse(readFileSync("experiments/3pt-vs-rope-quick.json", "utf8"));
  expect(card.experiments.quick).toEqual(parseExperiment(file));
});
