import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../gpu/gpu.ts";
import { chooseCandidate, RULE, type TuneOptions } from "./autotune.ts";
import { applyTuning, tuningKey, type TuningMemory } from "./remember.ts";

const TINY: TuneOptions = {
  budgetMs: 30,
  products: [
    { m: 64, n: 64, k: 64 },
    { m: 64, n: 64, k: 160 },
  ],
  attentions: [],
};
const AGENT = "Mozilla/5.0 Chrome/156.0.0.0 Safari/537.36";

function memoryOf(entries: Record<string, unknown> = {}): TuningMemory & { readonly entries: Map<string, unknown> } {
  const kept = new Map(Object.entries(entries));
  return {
    entries: kept,
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, value) => {
      kept.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
}

describe("the autotuner", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test("leaves a software adapter the shipped choice, and says so", async () => {
    const tuning = await applyTuning(gpu, { ...TINY, memory: memoryOf(), userAgent: AGENT });
    expect(tuning).toMatchObject({ source: "shipped", variants: {}, classes: [] });
    expect(tuning.notices).toEqual([expect.stringMatching(/software adapter is not tuned/)]);
  });

  test("measures, remembers, and reuses; what cannot be read is measured again", { timeout: 120_000 }, async () => {
    const memory = memoryOf();
    const request = { ...TINY, memory, userAgent: AGENT, isForced: true };
    const first = await applyTuning(gpu, request);
    expect(first.source).toBe("measured");
    expect(gpu.traits.variants).toEqual(first.variants);
    const [wide, deep] = ["wide", "deep"].map((size) => ["nn", "nt", "tn"].map((layout) => `matmul ${layout} ${size}`));
    expect(first.classes.map(({ shapeClass }) => shapeClass)).toEqual([...wide, ...deep]);
    for (const { candidates } of first.classes) {
      for (const { name, error, ms } of candidates) {
        expect(error, name).toBeLessThanOrEqual(1e-5);
        expect(ms, name).toBeGreaterThan(0);
      }
    }
    const alter: TuneOptions["alter"] = () => {
      throw new Error("a remembered choice is not measured");
    };
    const second = await applyTuning(gpu, { ...request, alter });
    expect(second).toEqual({ ...first, source: "remembered" });

    memory.entries.set(tuningKey(gpu, AGENT), { version: 1, variants: "quads" });
    const third = await applyTuning(gpu, request);
    expect(third.source).toBe("measured");
    expect(third.notices).toEqual([expect.stringMatching(/cannot be read, so it was measured again/)]);
    expect(gpu.deviceError).toBeNull();
  });

  test("a wrong candidate is never timed, however quick", { timeout: 120_000 }, async () => {
    // Sums half the terms: quicker than all, and wrong.
    const alter: TuneOptions["alter"] = (name, launches) =>
      name === "registers 4x4"
        ? launches.map((one) => ({ ...one, params: { ...one.params, k: one.params.k / 2 } }))
        : launches;
    const request = {
      ...TINY,
      products: [TINY.products![0]],
      attentions: [],
      memory: memoryOf(),
      userAgent: AGENT,
      isForced: true,
      alter,
    };
    const { classes } = await applyTuning(gpu, request);
    for (const { chosen, candidates } of classes) {
      const wrong = candidates.find(({ name }) => name === "registers 4x4")!;
      expect(wrong.error).toBeGreaterThan(1e-2);
      expect(wrong.ms).toBeNull();
      expect(chosen).not.toBe("registers 4x4");
    }
  });
});

test("a candidate replaces the rule only where it is clearly quicker", () => {
  const of = (rule: number, other: number): string =>
    chooseCandidate([
      { name: RULE, error: 0, ms: rule },
      { name: "quads 8x8", error: 0, ms: other },
    ]);
  expect(of(1, 0.93)).toBe(RULE);
  expect(of(1, 0.91)).toBe("quads 8x8");
});
