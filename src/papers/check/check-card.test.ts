import { describe, expect, test } from "vitest";
import { PAPER_SLUGS } from "../index.ts";
import { checkCard, smokeExperiment } from "./check-card.ts";

describe.each(PAPER_SLUGS)("%s", (slug) => {
  test("stands without a device", { timeout: 120_000 }, async () => {
    expect((await checkCard(slug)).filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  test("has a quick experiment that can be cut to twenty steps", async () => {
    const { budget, arms } = await smokeExperiment(slug);
    expect(budget).toEqual({ steps: 20 });
    expect(arms.length).toBeGreaterThan(1);
  });
});
