import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { float64ImageRun } from "../build/float64-image-run.ts";
import { costOf } from "../build/cost.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { presetById } from "./index.ts";
import { causalTransformer, KEYWORDS, lmuFormer, spikingLmuFormer, type KeywordSize } from "./lmuformer.ts";

const parameters = (document: ArchitectureDocument): number =>
  costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength: 1 }).parameterList.reduce(
    (sum, { name, shape }) =>
      /\.(mean|variance)$/.test(name) ? sum : sum + shape.reduce((product, extent) => product * extent, 1),
    0,
  );

test.each([
  ["lmuformer-mini", 100_491],
  ["lmuformer-mini-causal", 100_491],
  ["lmuformer-spike", 105_229],
  ["causal-vit-100k", 100_281],
] as const)("%s has %i trained parameters", (id, count) => {
  expect(parameters(presetById(id).document)).toBe(count);
});

test(
  "the published sizes: 1,621,796 parameters, 1,689,894 with spikes; rows of CIFAR 115,083",
  { timeout: 20_000 },
  () => {
    const published: KeywordSize = { steps: 128, channels: 128, classes: 35, width: 256, memory: 256, ratio: 4 };
    expect(parameters(lmuFormer("published", published))).toBe(1_621_796);
    expect(parameters(spikingLmuFormer("published", published))).toBe(1_689_894);
    expect(parameters(lmuFormer("rows", { ...KEYWORDS, steps: 32, channels: 96 }))).toBe(115_083);
  },
);

const SMALL: KeywordSize = { steps: 9, channels: 3, classes: 4, width: 6, memory: 4, ratio: 2 };
const X = randomValues(3 * 9 * 3, 1);

describe("small networks in float64", () => {
  test.each([
    lmuFormer("lmu", SMALL),
    lmuFormer("causal", SMALL, { causal: true }),
    causalTransformer("transformer", 1, 7, { ...SMALL, width: 8 }),
  ])("$name: gradients agree with central differences", (document) => {
    const classes = [1, 0, 3];
    const first = float64ImageRun(document, X, classes);
    for (const [name, values] of first.initial) {
      const gradient = first.gradients.get(name)!;
      if (gradient.length === 0) continue;
      const at = Math.floor(values.length / 2);
      const shifted = (by: number): number =>
        float64ImageRun(document, X, classes, {
          weights: (one) => (one === name ? values.map((v, i) => (i === at ? v + by : v)) : undefined),
        }).loss;
      expect(gradient[at], name).toBeCloseTo((shifted(1e-6) - shifted(-1e-6)) / 2e-6, 6);
    }
  });

  test("all-zero input gives zero spikes: the spiking network then answers by its bias alone", () => {
    const run = float64ImageRun(spikingLmuFormer("spike", SMALL), new Float64Array(X.length), [0, 1, 2], {
      isTraining: false,
    });
    expect([...run.logits].every((logit) => logit === 0)).toBe(true);
  });

  test("spikes train: some gradient reaches the first filter through the surrogate slopes", () => {
    const { gradients } = float64ImageRun(
      spikingLmuFormer("spike", SMALL),
      X.map((value) => 3 * value),
      [0, 1, 2],
    );
    expect(gradients.get("conv-1.weight")!.some((value) => value !== 0)).toBe(true);
  });
});
