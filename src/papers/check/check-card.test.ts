import { describe, expect, test } from "vitest";
import { PAPER_SLUGS } from "../index.ts";
import { checkCard, smokeExperiment } from "./check-card.ts";

/** What is not built yet: Combiner's segments depend on the length of the whole text, so it has no step of one token. */
const OPEN: Readonly<Partial<Record<string, readonly string[]>>> = { combiner: ["decoding equals reading at once"] };

describe.each(PAPER_SLUGS)("%s", (slug) => {
  test("stands without a device", { timeout: 120_000 }, async () => {
    const failing = (await checkCard(slug)).filter(({ name, problem }) => {
      const isOpen = (OPEN[slug] ?? []).includes(name) && String(problem).includes("has no step form");
      return problem !== undefined && !isOpen;
    });
    expect(failing).toEqual([]);
  });

  test("has a quick experiment that can be cut to twenty steps", async () => {
    const { budget, arms } = await smokeExperiment(slug);
    expect(budget).toEqual({ steps: 20 });
    expect(arms.length).toBeGreaterThan(1);
  });
});
