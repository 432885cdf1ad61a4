import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";

const X = { shape: [1, 6, 12], values: randomValues(72, 1) };

describe("memory feed-forward", () => {
  test("parameter formula: K 2^tau K(tau+b) + K(tau+b) + K 2^(tau+b) D + D, and the norm's 2 K (tau + b)", () => {
    for (const { bits, extraBits } of [
      { bits: 4, extraBits: 2 },
      { bits: 3, extraBits: 0 },
      { bits: 2, extraBits: 4 },
    ]) {
      const { parameters } = blockRun("memory-feed-forward", { bits, extraBits }, X);
      const count = [...parameters].reduce((sum, [name, values]) => sum + (name === "x" ? 0 : values.length), 0);
      const chunks = 12 / bits;
      const hidden = chunks * (bits + extraBits);
      const up = chunks * 2 ** bits * hidden + hidden;
      expect(count).toBe(up + chunks * 2 ** (bits + extraBits) * 12 + 12 + 2 * hidden);
    }
  });

  test("every knob changes the result", () => {
    const base = blockRun("memory-feed-forward", {}, X).y;
    for (const knobs of [{ bits: 3 }, { extraBits: 1 }, { score: "paper" as const }, { temperature: 0.5 }]) {
      expect(blockRun("memory-feed-forward", knobs, X).y).not.toEqual(base);
    }
  });

  test("tables and biases of both look-ups, norm and input get a gradient", () => {
    const { gradients } = blockRun("memory-feed-forward", {}, X, { incoming: randomValues(72, 2) });
    expect([...gradients.keys()].sort()).toEqual([
      "bias_down",
      "bias_up",
      "gain",
      "offset",
      "table_down",
      "table_up",
      "x",
    ]);
    for (const [name, gradient] of gradients)
      expect(
        gradient.some((value) => value !== 0),
        name,
      ).toBe(true);
  });

  test("tables do not decay", () => {
    const { declarations } = blockRun("memory-feed-forward", {}, X);
    for (const { parts, role } of declarations) expect(role, parts[0].name).not.toBe("matrix");
  });
});
