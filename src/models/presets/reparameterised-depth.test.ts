import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { hashName } from "../../lib/threefry.ts";
import { blockRun } from "../build/block-run.ts";
import { float64ImageRun, imageParameters } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { mergeBranches } from "../transforms/merge/merge.ts";
import { presetById } from "./index.ts";
import { mergedForm } from "./merged-form.fixture.ts";
import { expectImageGradients, onImagesOf } from "./image-networks.fixture.ts";
import { branchedVit } from "./reparameterised-depth.ts";

const SMALL = { width: 8, hidden: 6, layers: 2, branches: 3 };

/** Weights as training leaves them: nothing at its start. */
const trained = (name: string, initial: Float64Array): Float64Array => {
  const noise = randomValues(initial.length, hashName(name));
  return initial.map((value, i) => value + 0.5 * noise[i]);
};

const small = (join: number, branches = SMALL.branches): ArchitectureDocument =>
  branchedVit("small", { ...SMALL, join, branches });
const images = randomValues(32 * 32 * 3, 2);
const evaluated = (
  document: ArchitectureDocument,
  weights: (name: string, initial: Float64Array) => Float64Array | undefined,
) => float64ImageRun(document, images, [1], { isTraining: false, weights });

describe("depth as branches", () => {
  test.each(["reparam-6x2", "reparam-4x3", "reparam-3x4", "vit-909k"])("%s has 909,418 parameters", (id) => {
    expect(imageParameters(presetById(id).document)).toBe(909_418);
  });

  test("merged, three layers have as many parameters as three layers from scratch less their unit scales and zero shifts", () => {
    const document = branchedVit("merged", { width: 96, hidden: 192, layers: 3, branches: 4, join: 1 });
    expect(imageParameters(mergedForm(document))).toBe(235_210);
    expect(imageParameters(presetById("vit-236k").document)).toBe(235_210 + 6 * 2 * 96);
  });

  test("fully joined, the merged network gives the same logits", () => {
    const before = evaluated(small(1), trained);
    const merged = mergeBranches(small(1), before.initial);
    const after = evaluated(merged.document, (name) => merged.weights.get(name));
    const size = Math.max(...before.logits.map(Math.abs));
    before.logits.forEach((value, i) => expect(Math.abs(after.logits[i] - value) / size).toBeLessThan(1e-12));
  });

  test("below a full join they differ, and merging is refused", () => {
    const full = evaluated(small(1), trained);
    const half = evaluated(small(0.5), trained);
    const merged = mergeBranches(small(1), full.initial);
    const after = evaluated(merged.document, (name) => merged.weights.get(name));
    expect(Math.max(...half.logits.map((value, i) => Math.abs(value - after.logits[i])))).toBeGreaterThan(1e-3);
    expect(() => mergeBranches(small(0.5), half.initial)).toThrow("train on with “Join” at 1 first");
  });

  test("one branch is an ordinary layer, and merges at any join", () => {
    const before = evaluated(small(0.3, 1), trained);
    const merged = mergeBranches(small(0.3, 1), before.initial);
    const after = evaluated(merged.document, (name) => merged.weights.get(name));
    before.logits.forEach((value, i) => expect(after.logits[i]).toBeCloseTo(value, 11));
  });

  test("every gradient of a half-joined network agrees with central differences", { timeout: 20_000 }, () => {
    const one = branchedVit("one layer", { ...SMALL, layers: 1, branches: 2, join: 0.5 });
    const patches = {
      ...one,
      trunk: one.trunk.map((item) => (item.kind === "position-embedding" ? { ...item, knobs: { length: 4 } } : item)),
    };
    expectImageGradients(onImagesOf(patches, 8, 4), 8);
  });

  test.each([
    [0, 2.365379],
    [0.5, 0.882925],
    [1, 0],
  ])("worked numbers: two scalar branches joined at %d give %d", (join, want) => {
    const given: Readonly<Record<string, number>> = { w_up1: 1, w_up2: -2, b_up1: 0, b_up2: 1, w_down1: 3, w_down2: 1 };
    const { y } = blockRun(
      "joined-feed-forward",
      { hidden: 1, branches: 2, join },
      { shape: [1, 1, 1], values: Float64Array.of(1) },
      { weights: (name) => (Object.hasOwn(given, name) ? Float64Array.of(given[name]) : undefined) },
    );
    expect(y[0]).toBeCloseTo(want, 6);
  });
});
