import { describe, expect, test } from "vitest";
import { planProgram } from "../../engine/plan/plan.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { PORTABLE_TRAITS } from "../../kernels-wgsl/index.ts";
import { flopsOf } from "../../lib/counters.ts";
import { hashName } from "../../lib/threefry.ts";
import { float64ImageRun, imageGraph, imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import { mergeBranches } from "../transforms/merge/merge.ts";
import { FMVIT_MINI, fmvit } from "./fmvit.ts";
import { expectImageGradients } from "./image-networks.fixture.ts";
import { presetById } from "./index.ts";
import { mergedForm } from "./merged-form.fixture.ts";
import { block } from "./preset.ts";

/** Values as training leaves them: nothing at its start, variances positive. */
function trained(name: string, initial: Float64Array): Float64Array {
  const noise = randomValues(initial.length, hashName(name));
  return initial.map((value, i) => (name.endsWith("variance") ? 1 + 0.5 * noise[i] : value + 0.3 * noise[i]));
}

const evaluated = (document: ArchitectureDocument, images: Float64Array, weights?: ReadonlyMap<string, Float64Array>) =>
  float64ImageRun(document, images, [1], {
    isTraining: false,
    weights: weights === undefined ? trained : (name) => weights.get(name),
  });

const TINY: ArchitectureDocument = {
  ...fmvit("tiny", { ...FMVIT_MINI, convolution: [1, 1], mixing: [1, 1], widths: [16, 32], reductions: [2, 1] }),
  task: { kind: "classify-image", knobs: { height: 8, width: 8, channels: 3, classes: 4 } },
};

describe("FMViT-style networks", () => {
  test.each([
    ["fmvit-mini", 349_466, 297_242],
    ["fmvit-conv", 365_738, 297_674],
    ["fmvit-attn", 332_010, 290_122],
  ])("%s has %i parameters in training and %i merged", (id, training, deployed) => {
    const { document } = presetById(id);
    expect(imageParameters(document)).toBe(training);
    expect(imageParameters(mergedForm(document))).toBe(deployed);
  });

  test("3 x 3 branches in both projections make the merged network nearly as large as the trained one", () => {
    const wide = fmvit("wide", { ...FMVIT_MINI, branches: "grouped+wide" });
    expect(imageParameters(wide)).toBe(1_900_442);
    expect(imageParameters(mergedForm(wide))).toBe(1_673_498);
  });

  test("without one kind of block they are far smaller: no fair arms", () => {
    const none = [0, 0, 0];
    expect(imageParameters(mergedForm(fmvit("c", { ...FMVIT_MINI, mixing: none })))).toBe(137_034);
    expect(imageParameters(mergedForm(fmvit("m", { ...FMVIT_MINI, convolution: none })))).toBe(203_802);
  });

  test("merged it gives the same logits in evaluation, with fewer launches, bytes and operations", () => {
    const images = randomValues(8 * 8 * 3, 2);
    const before = evaluated(TINY, images);
    const { document, weights } = mergeBranches(TINY, before.initial);
    const after = evaluated(document, images, weights);
    const size = Math.max(...before.logits.map(Math.abs));
    before.logits.forEach((value, i) => expect(Math.abs(after.logits[i] - value) / size).toBeLessThan(1e-12));
    const [branches, one] = [TINY, document].map((form) => {
      const { launches, counters } = planProgram(imageGraph(form, 4, false).graph, { traits: PORTABLE_TRAITS });
      return { launches: launches.length, bytes: counters.forward.bytesTouched, flops: flopsOf(counters.forward) };
    });
    expect(one.launches).toBeLessThan(branches.launches);
    expect(one.bytes).toBeLessThan(branches.bytes);
    expect(one.flops).toBeLessThan(branches.flops);
  });

  test("with the batch's own statistics they are not the same", () => {
    const images = randomValues(2 * 8 * 8 * 3, 3);
    const options = { isTraining: true, weights: trained };
    const before = float64ImageRun(TINY, images, [1, 2], options);
    const { document, weights } = mergeBranches(TINY, before.initial);
    const after = float64ImageRun(document, images, [1, 2], { isTraining: true, weights: (name) => weights.get(name) });
    expect(Math.max(...before.logits.map((value, i) => Math.abs(value - after.logits[i])))).toBeGreaterThan(1e-3);
  });

  test("every gradient agrees with central differences", { timeout: 20_000 }, () => {
    const size = { ...FMVIT_MINI, convolution: [1], mixing: [1], widths: [8], lowShare: 0.5, reductions: [2] };
    expectImageGradients({ ...fmvit("one stage", size), task: TINY.task }, 8);
  });

  test("a document without branches is refused", () => {
    expect(() => mergeBranches(presetById("vit-297k").document, new Map())).toThrow("no branches to merge");
  });
});

describe("merging a branched convolution", () => {
  const run = (item: Item, channels: number, weights: (name: string) => Float64Array | undefined, seed = 1) =>
    float64Trunk([item], [6, 6, channels], randomValues(36 * channels, seed), weights);

  test("worked numbers: a dense and a two-group filter with an identity on two channels", () => {
    // Batch norms with no mean and factor s: variance 1 - eps, gain s.
    const norm = (gain: readonly number[]) => ({ gain, bias: [0, 0], mean: [0, 0], variance: [1 - 1e-5, 1 - 1e-5] });
    const merged = (filters: readonly number[], gain: readonly number[], knobs: object): Float64Array => {
      const own = { main: norm(gain), identity: norm([0.1, 0.2]) };
      const document = documentOf(block("branched-convolution", { width: 2, branches: "none", ...knobs }));
      const trained = namesOf(document).map((name): [string, Float64Array] => {
        const [branch, part] = name.replace("conv.", "").split("_");
        const known = own[branch as keyof typeof own] as Readonly<Record<string, readonly number[]>> | undefined;
        return [name, Float64Array.from(part === "weight" ? filters : (known?.[part] ?? [0, 0, 0, 0, 0, 0]))];
      });
      return mergeBranches(document, new Map(trained)).weights.get("conv.weight") ?? new Float64Array();
    };
    const dense = merged([1, 2, 3, 4], [2, 1], {});
    const grouped = merged([5, 6], [1, 0.5], { groups: 2, identity: false });
    expect(dense[0] + grouped[0]).toBeCloseTo(7.1, 12);
    expect([dense[1], dense[2]]).toEqual([4, 3]);
    expect(dense[3] + grouped[1]).toBeCloseTo(7.2, 12);
  });

  test.each([
    ["grouped+wide+depthwise", 8, 8],
    ["grouped", 4, 12],
    ["wide", 3, 3],
  ] as const)("%s of %i to %i channels is exact", (branches, channels, width) => {
    const item = block("branched-convolution", { width, branches });
    const document = documentOf(item, channels);
    const before = run(item, channels, (name) => valuesOf(document).get(name));
    const { weights } = mergeBranches(document, valuesOf(document));
    const merged = block("branched-convolution", { width, branches, merged: true });
    const after = run(merged, channels, (name) => weights.get(name));
    before.values.forEach((value, i) => expect(after.values[i]).toBeCloseTo(value, 11));
  });

  test("strides, groups and even sides keep their windows", () => {
    for (const knobs of [
      { width: 8, kernel: 3, stride: 2 },
      { width: 4, kernel: 2, stride: 2 },
      { width: 4, kernel: 3, groups: 4 },
      { width: 8, kernel: 3, groups: 2 },
    ]) {
      const own = { branches: "none", activation: "relu", ...knobs } as const;
      const document = documentOf(block("branched-convolution", own), 4);
      const before = run(block("branched-convolution", own), 4, (name) => valuesOf(document).get(name));
      const { weights } = mergeBranches(document, valuesOf(document));
      const after = run(block("branched-convolution", { ...own, merged: true }), 4, (name) => weights.get(name));
      before.values.forEach((value, i) => expect(after.values[i]).toBeCloseTo(value, 11));
    }
  });

  test.each([1, 2, 3])("the mixer's reducer by %i is exact", (reduction) => {
    const item = block("frequency-mixer", { width: 8, reduction });
    const document = documentOf(item, 4);
    const before = run(item, 4, (name) => valuesOf(document).get(name));
    const { weights } = mergeBranches(document, valuesOf(document));
    const after = run(block("frequency-mixer", { width: 8, reduction, merged: true }), 4, (name) => weights.get(name));
    before.values.forEach((value, i) => expect(after.values[i]).toBeCloseTo(value, 11));
  });

  test("with an identity reducer and no other path it is attention with a skip", () => {
    const map = randomValues(36 * 8, 6);
    const ones = new Float64Array(8).fill(1);
    const mixer = (name: string): Float64Array | undefined => {
      if (name === "mix.filter_weight") return new Float64Array(8);
      if (name === "mix.pool_variance") return ones.map(() => 1 - 1e-5);
      return name.startsWith("mix.w") ? randomValues(64, name.charCodeAt(5)) : undefined;
    };
    const knobs = { width: 8, reduction: 1, headWidth: 4, band: false };
    const mixed = float64Trunk([block("frequency-mixer", knobs)], [6, 6, 8], map, mixer).values;
    const attend = block("attention", { heads: 2, position: "none", causal: false, bias: true });
    const plain = float64Trunk(
      [{ kind: "residual", body: [block("flatten-map"), attend, block("token-map")] }],
      [6, 6, 8],
      map,
      (name) => {
        if (name.endsWith("wq"))
          return Float64Array.from(["q", "k", "v"].flatMap((one) => [...randomValues(64, one.charCodeAt(0))]));
        return name.endsWith("wo") ? randomValues(64, "o".charCodeAt(0)) : undefined;
      },
    ).values;
    mixed.forEach((value, i) => expect(value).toBeCloseTo(plain[i], 11));
  });
});

function documentOf(item: Item, channels = 2): ArchitectureDocument {
  return {
    format: TINY.format,
    task: { kind: "classify-image", knobs: { height: 6, width: 6, channels, classes: 3 } },
    trunk: [item],
    heads: [{ name: "logits", body: [block("pool-positions"), block("head")] }],
  };
}

const namesOf = (document: ArchitectureDocument): readonly string[] =>
  imageGraph(document, 1, false).graph.parameters.map(({ declaration }) => declaration.parts[0].name);

function valuesOf(document: ArchitectureDocument): ReadonlyMap<string, Float64Array> {
  const { knobs } = document.task;
  const size = Number(knobs?.height) * Number(knobs?.width) * Number(knobs?.channels);
  return evaluated(document, new Float64Array(size)).initial;
}
