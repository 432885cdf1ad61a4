import { describe, expect, test } from "vitest";
import { arm, run } from "../../experiments/compare/example-runs.ts";
import { cardVerdicts } from "./card-verdict.ts";

const SETTING = { baseline: "base", isSoftwareAdapter: true };
const finished = (id: string, bits: readonly number[]) =>
  arm(
    id,
    bits.map((value, index) => run(index + 1, 0.008, value, [value])),
  );
const base = finished("base", [3.0, 2.95, 2.97]);
const verdict = (bits: readonly number[]) => cardVerdicts([base, finished("new", bits)], SETTING)[0];

describe("verdict of a card", () => {
  test("better and worse in percent of the baseline, with half the interval and the seeds", () => {
    expect(verdict([2.91, 2.872, 2.885])).toMatchObject({ status: "better", n: 3 });
    expect(verdict([2.91, 2.872, 2.885]).sentence).toBe(
      "new is better than base by 2.8 % ± 0.5 % in bits per byte (n = 3).",
    );
    expect(verdict([3.09, 3.028, 3.055]).sentence).toMatch(/^new is worse than base by 2\.8 % ± 0\.5 %/);
  });

  test("says aloud what cannot be told", () => {
    expect(verdict([3.02, 2.9, 2.99]).sentence).toMatch(
      /^new and base are not distinguishable at n = 3 \(−0\.1 % ± \d\.\d % in bits per byte\)\.$/,
    );
    expect(verdict([2.9])).toMatchObject({ status: "one seed", n: 1 });
    expect(verdict([2.9]).sentence).toBe(
      "new ended 3.3 % below base in bits per byte at n = 1, which cannot be told from chance.",
    );
    expect(verdict([])).toMatchObject({ status: "unfinished", n: 0 });
  });

  test("the baseline counts over the seeds that both finished", () => {
    expect(verdict([2.7]).difference).toBeCloseTo(-10, 10);
  });

  test("images are told in points of accuracy, of which more is better", () => {
    const classified = (id: string, accuracies: readonly number[]) =>
      arm(
        id,
        accuracies.map((accuracy, index) => {
          const finished = run(index + 1, 0.001, 2, [2]);
          return { ...finished, final: { ...finished.final!, accuracy } };
        }),
      );
    const said = (accuracies: readonly number[]) =>
      cardVerdicts([classified("base", [0.3, 0.32, 0.31]), classified("new", accuracies)], SETTING, {
        asks: "classify-image",
      })[0].sentence;
    expect(said([0.35, 0.372, 0.36])).toBe("new is better than base by 5.1 points ± 0.3 points in accuracy (n = 3).");
    expect(said([0.25, 0.27, 0.26])).toMatch(/^new is worse than base by 5\.0 points/);
    expect(said([0.35])).toBe(
      "new ended 5.0 points above base in accuracy at n = 1, which cannot be told from chance.",
    );
  });
});
