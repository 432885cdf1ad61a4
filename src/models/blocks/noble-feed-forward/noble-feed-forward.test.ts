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
