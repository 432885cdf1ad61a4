import { describe, expect, it } from "vitest";
import quickExample from "../../experiments/3pt-vs-rope-quick.json?raw";
import arenaExample from "../../experiments/lra-quick.json?raw";
import seriesExample from "../../experiments/ts-quick.json?raw";
import sweepExample from "../../experiments/3pt-phase-sweep.json?raw";
import { parseExperimentText } from "../experiments/schema/experiment.ts";
import { presetById } from "../models/presets/index.ts";
import { documentsOf } from "./card.ts";
import { loadPaper, loadPapers, PAPER_SLUGS, paperDocument } from "./index.ts";

it("collects every card of the folder under its own name", async () => {
  const cards = await loadPapers();
  expect(cards.map((card) => card.slug)).toEqual(PAPER_SLUGS);
});

it("refuses an unknown card with the known ones", async () => {
  await expect(loadPaper("no-such-paper")).rejects.toThrow(
    /no paper card `no-such-paper`; the cards are .*three-phase/,
  );
});

it("keeps the quick experiment of the 3PT card equal to the example file", async () => {
  const card = await loadPaper("three-phase-transformer");
  expect(card.experiments.quick).toEqual(parseExperimentText(quickExample));
});

it("keeps the sweep of the 3PT card equal to the example file, an arm for each number of phases", async () => {
  const { experiments, sweep } = await loadPaper("three-phase-transformer");
  expect(experiments.sweep).toEqual(parseExperimentText(sweepExample));
  expect(experiments.sweep?.arms.map(({ preset }) => preset)).toEqual(sweep?.documents.map(({ preset }) => preset));
});

it.each([
  ["long-range-arena", arenaExample],
  ["time-series-survey", seriesExample],
])("keeps the quick experiment of the card %s equal to the example file", async (slug, example) => {
  expect((await loadPaper(slug)).experiments.quick).toEqual(parseExperimentText(example));
});

describe.each(PAPER_SLUGS)("%s", (slug) => {
  it("names only documents of the catalogue", async () => {
    const card = await loadPaper(slug);
    const arms = [...card.experiments.quick.arms, ...card.experiments.fair.arms];
    const others = [...arms, ...card.parameters, ...card.cost].flatMap(({ preset }) => preset ?? []);
    for (const preset of [...documentsOf(card).map((document) => document.preset), ...others]) {
      expect(presetById(preset).id).toBe(preset);
    }
  });

  it("compares with a baseline, in three seeds where it is to decide", async () => {
    const { experiments } = await loadPaper(slug);
    for (const experiment of [experiments.quick, experiments.fair]) {
      expect(experiment.arms.map(({ id }) => id)).toContain(experiment.baseline);
      expect(experiment.arms.length).toBeGreaterThan(1);
    }
    expect(experiments.fair.seeds.length).toBeGreaterThanOrEqual(3);
  });
});

it("finds a card's document by its reference, and refuses another with the known ones", async () => {
  expect((await paperDocument("three-phase-transformer/candidate")).id).toBe("3pt-nano");
  expect((await paperDocument("three-phase-transformer/3pt-nano-no-horn")).id).toBe("3pt-nano-no-horn");
  await expect(paperDocument("three-phase-transformer/lm-micro")).rejects.toThrow(/no document `lm-micro`.*lm-nano/);
});
