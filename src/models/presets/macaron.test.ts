import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { float64Run } from "../build/float64-run.ts";
import { largestDifference, randomIds } from "../build/random-ids.ts";
import { canonicalText } from "../document/canonical.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { decoder, MICRO, NANO, PICO, type DecoderSize } from "./language-models.ts";
import { macaron, SPLITTING_SCHEMES } from "./macaron.ts";

const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 2, hidden: 20, heads: 3, kvHeads: 3 };
const IDS = randomIds(2, 7, SIZE.vocabulary);
const costAt = (document: ArchitectureDocument) =>
  costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength: 16 });
const parameters = (document: ArchitectureDocument): number => costAt(document).parameters;

describe("macaron", () => {
  test("folding 1/2 into W_down gives the same output", () => {
    const half = float64Run(macaron("half", SIZE), IDS);
    const folded = float64Run(macaron("folded", SIZE, { factor: 1 }), IDS, {
      weights: (name) => {
        const values = half.initial.get(name);
        return name.endsWith("w_down") ? values?.map((value) => 0.5 * value) : values;
      },
    });
    expect(largestDifference(folded.logits, half.logits)).toBeLessThan(1e-14);
  });

  test("with FFN_a = 0 and factor 1, width F, equals the standard block", () => {
    const base = float64Run(decoder("base", SIZE), IDS);
    const whole = float64Run(macaron("whole", SIZE, { factor: 1, widthRule: "full" }), IDS, {
      weights: (name) => {
        if (/ffn-a\.\d\.w_down$/.test(name)) return new Float64Array(SIZE.width * SIZE.hidden);
        return base.initial.get(name.replace("ffn-b", "ffn"));
      },
    });
    expect(largestDifference(whole.logits, base.logits)).toBe(0);
  });

  test("the parameter difference is exactly one norm per block", () => {
    for (const size of [PICO, NANO, MICRO]) {
      const difference = parameters(macaron("macaron", size)) - parameters(decoder("base", size));
      expect(difference).toBe(size.layers * size.width);
    }
    const { scheme } = { scheme: "strang-attention-outside" } as const;
    expect(parameters(macaron("afa", NANO, { scheme })) - parameters(decoder("base", NANO))).toBe(3 * 96);
  });

  test("an odd hidden width is halved upwards, at the cost of 3 D parameters per block", () => {
    const odd = { ...SIZE, hidden: 21 };
    const oneNorm = SIZE.layers * SIZE.width;
    expect(parameters(macaron("odd", odd)) - parameters(decoder("base", odd)) - oneNorm).toBe(3 * oneNorm);
  });

  test("the work is LM-base's but for the norms, in more launches", () => {
    const [own, base] = [costAt(macaron("macaron", NANO)), costAt(decoder("base", NANO))];
    expect(own.flopsPerTokenForward / base.flopsPerTokenForward).toBeGreaterThan(1);
    expect(own.flopsPerTokenForward / base.flopsPerTokenForward).toBeLessThan(1.03);
    expect(own.forward.launches).toBeGreaterThan(base.forward.launches);
    expect(own.stateFloats).toBe(base.stateFloats);
  });

  test("the schemes are six different networks; Lie with attention first is LM-base itself", () => {
    const texts = SPLITTING_SCHEMES.map((scheme) => canonicalText(macaron("one", SIZE, { scheme }), CATALOGUE));
    expect(new Set(texts).size).toBe(6);
    expect(texts[0]).toBe(canonicalText(decoder("base", SIZE), CATALOGUE));
    const losses = SPLITTING_SCHEMES.map((scheme) => float64Run(macaron("one", SIZE, { scheme }), IDS).loss);
    expect(new Set(losses).size).toBe(6);
  });

  test("shared Strang has LM-base's matrices and one feed-forward network more of work", () => {
    const shared = costAt(macaron("shared", NANO, { scheme: "shared-strang" }));
    const base = costAt(decoder("base", NANO));
    expect(shared.parameters - base.parameters).toBe(3 * 96);
    expect(shared.flopsPerTokenForward - base.flopsPerTokenForward).toBeGreaterThan(3 * 6 * 96 * 256);
  });

  test.each(SPLITTING_SCHEMES)("finite differences through one block of %s", (scheme) => {
    const document = macaron("one", { ...SIZE, layers: 1 }, { scheme, placement: "post" });
    const run = float64Run(document, IDS);
    for (const [name, gradient] of run.gradients) {
      const index = gradient.findIndex((value) => Math.abs(value) > 1e-6);
      const at = (step: number): number =>
        float64Run(document, IDS, {
          weights: (other) => {
            const values = run.initial.get(other);
            return other === name ? values?.map((value, i) => (i === index ? value + step : value)) : values;
          },
        }).loss;
      expect((at(1e-5) - at(-1e-5)) / 2e-5, name).toBeCloseTo(gradient[index], 7);
    }
  });
});
