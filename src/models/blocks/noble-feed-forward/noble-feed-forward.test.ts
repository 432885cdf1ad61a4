import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";

const X = { shape: [1, 5, 16], values: randomValues(80, 1) };

describe("NOBLE feed-forward", () => {
  test("Wu = 0 equals the plain network with the same main W exactly", () => {
    for (const activation of ["swiglu", "gelu-erf", "relu2"] as const) {
      const knobs = { hidden: 24, activation };
      const branched = blockRun("noble-feed-forward", { ...knobs, upScale: 0 }, X).y;
      const plain = blockRun("feed-forward", { ...knobs, start: "half-fan-in" }, X).y;
      branched.forEach((value, i) => {
        expect(value).toBeCloseTo(plain[i], 13);
      });
    }
  });

  test("|c2| <= 1: however large the input, a branch adds no more than the sizes of its Wu", () => {
    const knobs = { hidden: 24, activation: "relu2" } as const;
    const large = { ...X, values: X.values.map((value) => 1e3 * value) };
    const branched = blockRun("noble-feed-forward", { ...knobs, where: "output" }, large);
    const weights = (name: string): Float64Array | undefined => branched.parameters.get(name);
    const plain = blockRun("feed-forward", knobs, large, { weights }).y;
    const up = branched.parameters.get("w_down_up")!;
    const rank = up.length / 16;
    branched.y.forEach((value, i) => {
      const row = up.subarray((i % 16) * rank, ((i % 16) + 1) * rank);
      const most = row.reduce((sum, weight) => sum + Math.abs(weight), 0);
      expect(Math.abs(value - plain[i])).toBeLessThanOrEqual(most + 1e-9 * Math.abs(plain[i]));
    });
    expect(branched.y).not.toEqual(plain);
  });

  test("where: branches beside the chosen matrices only", () => {
    const branches = (where: "all" | "inputs" | "output"): string[] =>
      [...blockRun("noble-feed-forward", { hidden: 24, where }, X).parameters.keys()].filter((name) =>
        name.endsWith("_down_bias"),
      );
    expect(branches("all")).toEqual(["w_up_down_bias", "w_gate_down_bias", "w_down_down_bias"]);
    expect(branches("inputs")).toEqual(["w_up_down_bias", "w_gate_down_bias"]);
    expect(branches("output")).toEqual(["w_down_down_bias"]);
  });

  test("every non-linearity is another function", () => {
    const kinds = ["cosnet", "cos", "gelu", "silu", "gelu-net", "linear"] as const;
    const outputs = kinds.map((nonlinearity) => blockRun("noble-feed-forward", { hidden: 24, nonlinearity }, X).y[0]);
    expect(new Set(outputs).size).toBe(kinds.length);
  });
});
