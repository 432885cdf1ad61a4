import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { costOf } from "../../models/build/cost.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { loadPaper } from "../index.ts";
import { GROWTH_LENGTHS } from "./cost-growth.ts";

const LANGUAGE_CARDS = [
  "three-phase-transformer",
  "sparse-query-attention",
  "mamba",
  "survey-of-mamba",
  "memoryformer",
  "ecoformer",
  "combiner",
  "kronecker-attention",
  "cofrgenet",
  "dual-stream",
  "macaron",
  "algoformer",
  "tokenformer",
  "noble",
  "minimal-transformer",
  "wide-attention",
  "ladder-residual",
];

/** Exact attention over pairs of earlier tokens reads no more than 256, and splits its sums from there on. */
const LONGEST: Readonly<Record<string, number>> = { "kronecker-attention": 128 };

test("growth is counted over T = 128 ... 2048", () => {
  expect(GROWTH_LENGTHS).toEqual([128, 256, 512, 1024, 2048]);
});

describe.each(LANGUAGE_CARDS)("%s", (slug) => {
  test("its chart shows how the work grows with the tokens", async () => {
    const work = (await loadPaper(slug)).cost.filter(({ counter }) => counter === "forwardFlops");
    expect(work.length).toBeGreaterThan(0);
    // Images and series are counted over other lengths.
    for (const { preset } of work)
      expect(["next-token", "regression"]).toContain(presetById(preset).document.task.kind);
  });

  test("no step of the candidate holds anything of T x T: what is alive at once is in proportion to the tokens", async () => {
    const { candidate } = await loadPaper(slug);
    const checked = readDocument(presetById(candidate.preset).document, CATALOGUE);
    const long = LONGEST[slug] ?? 1024;
    const [few, many] = [long / 4, long].map((sequenceLength) => costOf(checked, { batch: 1, sequenceLength }));
    // One tensor of a float for each pair of tokens takes 4 T² bytes, of which 3 T² are more than four times those at T / 4.
    expect(many.activationBytes).toBeLessThan(4 * few.activationBytes + 2 * long ** 2);
  });
});
