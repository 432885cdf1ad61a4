import { describe, expect, test } from "vitest";
import { loadPapers } from "../../papers/index.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { ANY, filterCards, growthOf, OPEN_FILTER } from "./filter-cards.ts";

const cards = await loadPapers();
const slugs = (filter: Partial<typeof OPEN_FILTER>, runs: readonly RunSummary[] = []): string[] =>
  filterCards(cards, { ...OPEN_FILTER, ...filter }, runs).map(({ slug }) => slug);

describe("the list of papers", () => {
  test("is whole while nothing is asked for", () => {
    expect(slugs({})).toHaveLength(cards.length);
  });

  test("finds words of title, authors, year and claim in any case and order", () => {
    expect(slugs({ text: "dao MAMBA 2023" })).toEqual(["mamba"]);
    expect(slugs({ text: "no such words" })).toEqual([]);
  });

  test("narrows by kind, growth and evidence together", () => {
    const linear = slugs({ kind: "token mixer", growth: "linear" });
    expect(linear).toContain("mamba");
    expect(linear).not.toContain("sparse-query-attention");
    for (const slug of linear) expect(growthOf(cards.find((card) => card.slug === slug)!)).toBe("linear");
    expect(slugs({ evidence: "code", kind: ANY })).toContain("three-phase-transformer");
  });

  test("tells tested cards from others by the kept runs", () => {
    const { experiments } = cards.find(({ slug }) => slug === "mamba")!;
    const presets = experiments.quick.arms.flatMap(({ preset }) => preset ?? []);
    const run = { presets } as unknown as RunSummary;
    expect(slugs({ status: "tested here" }, [run])).toContain("mamba");
    expect(slugs({ status: "not tested here" }, [run])).not.toContain("mamba");
  });
});
