import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { CATALOGUE } from "../index.ts";

const X = { shape: [2, 3, 8], values: randomValues(48, 1) };
const worst = (a: Float64Array, b: Float64Array): number =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);

/** Weights of a grown block whose old tokens are those of a smaller one. */
function oldTokens(small: ReadonlyMap<string, Float64Array>, grown: ReadonlyMap<string, Float64Array>) {
  return (name: string): Float64Array | undefined => {
    const [own, other] = [small.get(name), grown.get(name)];
    if (own === undefined || other === undefined || name === "x") return undefined;
    const joined = Float64Array.from(other);
    joined.set(own);
    return joined;
  };
}

describe("pattention block", () => {
  test("growth equality: appended tokens with zero keys leave the output as it was; with sqrt(n) it changes", () => {
    const small = blockRun("pattention", { tokens: 16 }, X);
    const grown = blockRun("pattention", { tokens: 16, grown: 24 }, X);
    const weights = oldTokens(small.parameters, grown.parameters);
    expect(worst(blockRun("pattention", { tokens: 16, grown: 24 }, X, { weights }).y, small.y)).toBeLessThan(1e-15);
    const rescaled = blockRun("pattention", { tokens: 16, grown: 24, tau: "root-of-tokens" }, X, { weights }).y;
    expect(worst(rescaled, small.y)).toBeGreaterThan(1e-2);
    const drawn = blockRun("pattention", { tokens: 16, grown: 24, newKeys: "small" }, X).y;
    expect(worst(drawn, small.y)).toBeGreaterThan(1e-3);
  });

  test("zero keys still learn: their gradient is not zero", () => {
    const { gradients } = blockRun("pattention", { tokens: 16, grown: 4 }, X, { incoming: randomValues(48, 2) });
    const keys = gradients.get("key") ?? new Float64Array();
    expect(keys).toHaveLength(20 * 8);
    expect(keys.subarray(16 * 8).some((value) => value !== 0)).toBe(true);
  });

  test("frozen rows do not change: they are parameters that do not train", () => {
    const { declarations, gradients } = blockRun("pattention", { tokens: 16, grown: 4, freezeOld: true }, X);
    const trained = new Map(declarations.map(({ parts, isTrainable }) => [parts[0].name, isTrainable]));
    expect(Object.fromEntries(trained)).toEqual({
      x: true,
      key: false,
      key_grown: true,
      value: false,
      value_grown: true,
    });
    expect(gradients.get("key")).toHaveLength(0);
    expect(gradients.get("key_grown")).toHaveLength(32);
  });

  test("frozen or not, the function is the same", () => {
    const free = blockRun("pattention", { tokens: 16, grown: 4 }, X).y;
    expect(blockRun("pattention", { tokens: 16, grown: 4, freezeOld: true }, X).y).toEqual(free);
  });

  test("l2_norm_gelu scale invariance: y(c x) = y(x) for c > 0", () => {
    const scaled = { ...X, values: X.values.map((value) => 7 * value) };
    expect(worst(blockRun("pattention", {}, scaled).y, blockRun("pattention", {}, X).y)).toBeLessThan(1e-7);
  });

  test("parameter formula: n (in + out) each", () => {
    const { parameters } = blockRun("pattention", {}, X);
    expect(parameters.get("key")).toHaveLength(32 * 8);
    expect(parameters.get("value")).toHaveLength(32 * 8);
    const count = (id: string): number =>
      costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength: 8 }).parameters;
    // 16 D^2 in each block, a last layer norm, embedding and head.
    expect(count("tokenformer-nano")).toBe(3 * 147_456 + 2 * 256 * 96 + 2 * 96);
    expect(count("tokenformer-pico")).toBe(98_400);
  });

  test("every normaliser is another function", () => {
    const outputs = (["l2_norm_gelu", "gelu_l2_norm", "softmax"] as const).map(
      (normaliser) => blockRun("pattention", { normaliser }, X).y,
    );
    expect(worst(outputs[0], outputs[1])).toBeGreaterThan(1e-3);
    expect(worst(outputs[0], outputs[2])).toBeGreaterThan(1e-3);
  });

  test("refuses to grow softmax losslessly, and to freeze what did not grow", () => {
    expect(() => blockRun("pattention", { normaliser: "softmax", grown: 8 }, X)).toThrow("exp 0 = 1");
    expect(() => blockRun("pattention", { freezeOld: true }, X)).toThrow("no tokens were appended");
  });
});
