import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { float64Run } from "../build/float64-run.ts";
import { largestDifference, randomIds } from "../build/random-ids.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { checkDocument, readDocument } from "../document/validate.ts";
import { algoFormer } from "./algoformer.ts";
import { presetById } from "./index.ts";
import { decoder, NANO, type DecoderSize } from "./language-models.ts";

const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 3, hidden: 20, heads: 3, kvHeads: 3 };
const IDS = randomIds(2, 7, SIZE.vocabulary);
const cost = (document: ArchitectureDocument) =>
  costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength: 16 });

/** The unlooped name of a looped model's parameter, the three parts being one after the other. */
const inStack = (name: string): string =>
  name
    .replace(/^layers\.(.*)\.0\./, "pre.$1.0.")
    .replace(/^layers\.(.*)\.1\./, "loop.$1.")
    .replace(/^layers\.(.*)\.2\./, "logits.post.$1.0.");

describe("AlgoFormer", () => {
  test("T=1, inj=0 equals a 3-block transformer", () => {
    const looped = float64Run(algoFormer("one", SIZE, { loops: 1, inject: false }), IDS);
    const stack = float64Run(decoder("stack", SIZE), IDS, { weights: (name) => looped.initial.get(inStack(name)) });
    expect(looped.initial.has(inStack("layers.attn.1.wq"))).toBe(true);
    expect(largestDifference(looped.logits, stack.logits)).toBe(0);
  });

  test("Lpre=Lpost=0 equals a looped transformer", () => {
    const looped = float64Run(
      algoFormer("loop", SIZE, { pre: 0, post: 0, loops: 3, inject: false, lossWindow: 1 }),
      IDS,
    );
    const base = decoder("base", SIZE);
    const shared = {
      ...base,
      trunk: base.trunk.map((item) => (item.kind === "repeat" ? { ...item, sharing: "one" as const } : item)),
    };
    const plain = float64Run(shared, IDS, { weights: (name) => looped.initial.get(name.replace("layers.", "loop.")) });
    expect(looped.loss).toBe(plain.loss);
  });

  test("weight gradient equals the sum over an unrolled copy with tied weights", () => {
    const choices = { loops: 4, lossWindow: 3 };
    const looped = float64Run(algoFormer("loop", SIZE, choices), IDS);
    const document = algoFormer("loop", SIZE, choices);
    const copies = {
      ...document,
      trunk: document.trunk.map((item) =>
        "slug" in item && item.slug === "loop" ? { ...item, sharing: "each" as const } : item,
      ),
    };
    const own = (name: string) => (name.startsWith("loop.") ? name.replace(/\.\d+\./, ".") : name);
    const unrolled = float64Run(copies, IDS, { weights: (name) => looped.initial.get(own(name)) });
    expect(unrolled.loss).toBe(looped.loss);
    for (const [name, gradient] of looped.gradients) {
      const parts = [...unrolled.gradients].filter(([copy]) => own(copy) === name).map(([, values]) => values);
      expect(parts, name).toHaveLength(name.startsWith("loop.") ? 4 : 1);
      const sum = gradient.map((_, index) => parts.reduce((total, part) => total + part[index], 0));
      expect(largestDifference(gradient, sum), name).toBeLessThan(1e-13);
    }
  });

  test("parameter count independent of T", () => {
    const counts = [0, 1, 2, 10, 20].map(
      (loops) => cost(algoFormer("loop", NANO, { loops, loopNorm: false })).parameters,
    );
    expect(new Set(counts.slice(1)).size).toBe(1);
    expect(counts[1]).toBe(353_952);
    expect(counts[1] - counts[0]).toBe(101_568);
    expect(cost(algoFormer("loop", NANO, { loops: 13 })).parameters).toBe(353_952 + 96);
  });

  test("work grows with T, and by the post-transformer for each pass that is graded", () => {
    const work = (loops: number, lossWindow: number) =>
      cost(algoFormer("loop", NANO, { loops, lossWindow })).flopsPerTokenForward;
    const block = work(3, 1) - work(2, 1);
    expect(work(8, 1) - work(7, 1)).toBeCloseTo(block, 6);
    // Loss, last norm and head come with every graded pass too.
    expect(work(4, 2) - work(4, 1)).toBeGreaterThan(block);
    expect(work(4, 3) - work(4, 2)).toBeCloseTo(work(4, 2) - work(4, 1), 6);
  });

  test("the loss is the mean over the graded passes; the model itself gives the last one", () => {
    const loss = (lossWindow: number) => float64Run(algoFormer("loop", SIZE, { loops: 3, lossWindow }), IDS);
    const ended = [1, 2, 3].map((loops) => float64Run(algoFormer("loop", SIZE, { loops, lossWindow: 1 }), IDS).loss);
    expect(loss(1).loss).toBe(ended[2]);
    expect(loss(2).loss).toBeCloseTo((ended[1] + ended[2]) / 2, 13);
    expect(loss(3).loss).toBeCloseTo((ended[0] + ended[1] + ended[2]) / 3, 13);
    expect(loss(3).logits).toEqual(loss(1).logits);
  });

  test("T=0 hands the pre-transformer's output on, with injection too", () => {
    const none = algoFormer("none", SIZE, { loops: 0 });
    expect(float64Run(none, IDS).logits).toEqual(
      float64Run(algoFormer("none", SIZE, { loops: 0, inject: false }), IDS).logits,
    );
    expect([...float64Run(none, IDS).initial.keys()].some((name) => name.startsWith("loop."))).toBe(false);
  });

  test("every choice changes the network", () => {
    const choices = [
      {},
      { inject: false },
      { loops: 9 },
      { loopNorm: true },
      { loop: 2 },
      { pre: 2 },
      { post: 2 },
      { lossWindow: 4 },
    ];
    const losses = choices.map((choice) => float64Run(algoFormer("one", SIZE, choice), IDS).loss);
    expect(new Set(losses).size).toBe(choices.length);
  });

  test("a state of the unrolled depth is kept: T Lloop caches", () => {
    expect(cost(algoFormer("loop", NANO, { loops: 10, lossWindow: 1 })).stateFloats).toBe(12 * 2 * 48 * 16);
  });

  test("a window longer than the loop grades every pass; a loop of no pass is refused with the smallest", () => {
    const all = algoFormer("all", SIZE, { loops: 2, lossWindow: 9 });
    expect(readDocument(all, CATALOGUE).program.outputs).toHaveLength(2);
    const document = JSON.parse(JSON.stringify(all).replace('"times":2', '"times":0')) as ArchitectureDocument;
    expect(checkDocument(document, CATALOGUE).problems[0]?.sentence).toContain("must be at least 1");
  });

  test("baselines have equal parameters, and equal work", () => {
    const [own, equal, deep, looped] = ["algo-nano", "lm-nano", "lm-nano-6-blocks", "looped-nano"].map((id) =>
      cost(presetById(id).document),
    );
    expect([equal.parameters, looped.parameters]).toEqual([own.parameters, own.parameters]);
    expect(deep.flopsPerTokenForward / own.flopsPerTokenForward).toBeGreaterThan(0.8);
    expect(looped.flopsPerTokenForward / deep.flopsPerTokenForward).toBeCloseTo(1, 1);
  });
});
