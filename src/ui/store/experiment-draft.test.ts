import { describe, expect, it } from "vitest";
import { OWN_TEXT } from "./draft-changes.ts";
import { experimentFrom, filesFor, parseLearningRates } from "./experiment-draft.ts";
import { EXPERIMENT } from "./session-events.fixture.ts";

const OWN = { name: "mine.txt", bytes: new Uint8Array([65]) };

describe("the experiment of the form", () => {
  it("is the one it starts from while nothing is changed", () => {
    expect(experimentFrom(EXPERIMENT, {})).toEqual(EXPERIMENT);
  });

  it("takes over what was changed", () => {
    const experiment = experimentFrom(EXPERIMENT, {
      budget: { steps: 20 },
      seeds: 3,
      learningRates: "0.004, 8e-3",
      batch: 4,
    });
    expect(experiment).toMatchObject({
      budget: { steps: 20 },
      seeds: [1, 2, 3],
      learningRates: [0.004, 0.008],
      batch: 4,
    });
  });

  it("takes over a budget in another unit", () => {
    expect(experimentFrom(EXPERIMENT, { budget: { joules: 0.1 } }).budget).toEqual({ joules: 0.1 });
    expect(() => experimentFrom(EXPERIMENT, { budget: { joules: 0 } })).toThrow(/budget/);
  });

  it("trains on another dataset, with the hub where one was given", () => {
    const { data } = experimentFrom(EXPERIMENT, { dataset: "wikitext-2-raw", hub: "https://mirror.example" });
    expect(data).toEqual({ id: "wikitext-2-raw", tokenizer: "byte", hub: "https://mirror.example" });
  });

  it("names the reader's own text, and brings its bytes", () => {
    const experiment = experimentFrom(EXPERIMENT, { dataset: OWN_TEXT, ownText: OWN });
    expect(experiment.data).toEqual({ file: "mine.txt", tokenizer: "byte" });
    expect(filesFor(experiment, OWN)).toEqual({ "mine.txt": OWN.bytes });
    expect(filesFor(EXPERIMENT, OWN)).toEqual({});
  });

  it("refuses what cannot be run, with a sentence", () => {
    expect(() => experimentFrom(EXPERIMENT, { dataset: OWN_TEXT })).toThrow(/No text was given yet/);
    expect(() => experimentFrom(EXPERIMENT, { learningRates: "fast" })).toThrow(/“fast” is not a learning rate/);
    expect(() => experimentFrom(EXPERIMENT, { tokenizer: "letters" })).toThrow(/bpe-N/);
    expect(() => parseLearningRates("  ")).toThrow(/Give a peak learning rate/);
  });
});
