import { describe, expect, it } from "vitest";
import { compareArms } from "./compare.ts";
import { arm, run } from "./example-runs.ts";

const SETTING = { baseline: "base", isSoftwareAdapter: false };

describe("comparison", () => {
  it("pairs by seed and says better when the interval excludes 0", () => {
    const base = arm("base", [
      run(1, 0.008, 3.0, [3, 2.5, 2.1]),
      run(2, 0.008, 2.95, [3, 2.5, 2.1]),
      run(3, 0.008, 2.97, [3, 2.5, 2.1]),
    ]);
    const candidate = arm("candidate", [
      run(3, 0.008, 2.885, [3, 2.1, 2]),
      run(1, 0.008, 2.91, [3, 2.1, 2]),
      run(2, 0.008, 2.872, [3, 2.1, 2]),
    ]);
    const [compared] = compareArms([base, candidate], SETTING)!.perArm;
    expect(compared.n).toBe(3);
    expect(compared.difference).toBeCloseTo((-0.09 - 0.078 - 0.085) / 3, 12);
    expect(compared.interval95![1]).toBeLessThan(0);
    expect(compared.p).toBeLessThan(0.05);
    expect(compared.verdict).toMatch(/^candidate is better than base/);
    expect(compared.stepsToReachBaseline).toBe(200);
    expect(compared.secondsToReachBaseline).toBe(22);
  });

  it("reports the best learning rate of each arm and 'not reached' as null", () => {
    const base = arm("base", [run(1, 0.004, 3.1, [3]), run(1, 0.008, 2.9, [2])]);
    const candidate = arm("candidate", [run(1, 0.004, 3.0, [2.5]), run(1, 0.008, 3.2, [2.9])]);
    const comparison = compareArms([base, candidate], SETTING)!;
    expect(comparison.baselineLearningRate).toBe(0.008);
    expect(comparison.perArm[0]).toMatchObject({ learningRate: 0.004, n: 1, stepsToReachBaseline: null });
    expect(comparison.perArm[0].difference).toBeCloseTo(0.1, 12);
    expect(comparison.perArm[0].interval95).toBeUndefined();
    expect(comparison.perArm[0].verdict).toMatch(/each arm at its best learning rate. One seed cannot tell/);
  });

  it("says that nothing can be said without a common seed", () => {
    const base = arm("base", [run(1, 0.008, 3, [2])]);
    const candidate = arm("candidate", [run(2, 0.008, 3, [2])]);
    expect(compareArms([base, candidate], SETTING)!.perArm[0]).toMatchObject({ n: 0, id: "candidate" });
  });
});
