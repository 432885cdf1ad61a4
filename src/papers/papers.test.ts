import { expect, it } from "vitest";
import quickExample from "../../experiments/3pt-vs-rope-quick.json?raw";
import { parseExperimentText } from "../experiments/schema/experiment.ts";
import { loadPaper, loadPapers, PAPER_SLUGS } from "./index.ts";

it("collects every card of the folder under its own name", async () => {
  const cards = await loadPapers();
  expect(cards.map((card) => card.slug)).toEqual(PAPER_SLUGS);
});

it("refuses an unknown card with the known ones", async () => {
  await expect(loadPaper("no-such-paper")).rejects.toThrow(/no paper card `no-such-paper`; the cards are three-phase/);
});

it("keeps the quick experiment of the 3PT card equal to the example file", async () => {
  const card = await loadPaper("three-phase-transformer");
  expect(card.experiments.quick).toEqual(parseExperimentText(quickExample));
});
