import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { tensorAttention } from "./kernel.ts";
import { applyPolynomialAttention, seriesWeights } from "./polynomial.ts";
import { polynomialRecurrent } from "./polynomial-recurrent.ts";

function attend(tokens: number, degree: number, bound: number, isCausal: boolean, stream = 0) {
  const settings = { heads: 1, headWidth: 4, valueWidth: 4, isCausal, scale: 0.5, degree };
  const specs = Array.from({ length: 5 }, () => f32(1, tokens, 4));
  const values = specs.map((_, i) => randomValues(4 * tokens, 5 * stream + i).map((x) => (i < 3 ? bound * x : x)));
  const tape = new ReferenceTape();
  const inputs = specs.map((spec, i) => tape.tensor(spec, values[i]));
  const y = tape.valuesOf(applyPolynomialAttention(tape, inputs, settings));
  const [exact] = tensorAttention.reference(values, settings, specs);
  const error = y.reduce((worst, value, i) => Math.max(worst, Math.abs(value - exact[i])), 0);
  return { y, error, values, settings };
}

describe("the series in place of the exponential", () => {
  test("weights are scale^r over the factorials of the powers", () => {
    // Of one channel up to degree two: x x, x, 1.
    expect([...seriesWeights(1, 2, 3)]).toEqual([4.5, 3, 1]);
  });

  test.each([true, false])("error falls with the degree, causal %s", (isCausal) => {
    const errors = [1, 2, 3].map((degree) => attend(32, degree, 0.5, isCausal).error);
    // T = 32 uniform tokens of 4 channels, entries at most 0.5.
    expect(errors[0]).toBeLessThan(1e-3);
    expect(errors[1]).toBeLessThan(errors[0] / 5);
    expect(errors[2]).toBeLessThan(errors[1] / 5);
  });

  test("error against the bound of the entries: the approximation breaks down as it grows", () => {
    const errors = [0.25, 0.5, 1, 2, 4].map((bound) => attend(32, 2, bound, false).error);
    errors.slice(1).forEach((error, i) => expect(error).toBeGreaterThan(errors[i]));
    expect(errors[0]).toBeLessThan(1e-6);
    expect(errors[4]).toBeGreaterThan(1e-2);
  });

  test.each([1, 2, 3])("recurrent equals parallel, degree %i", (degree) => {
    const { y, values, settings } = attend(7, degree, 0.8, true, degree);
    const recurrent = polynomialRecurrent(values, settings);
    recurrent.y.forEach((value, i) => expect(value).toBeCloseTo(y[i], 11));
  });
});
