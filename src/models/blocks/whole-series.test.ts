import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun, type BlockRunOptions } from "../build/block-run.ts";
import { lagsKept } from "./auto-correlation/build.ts";
import { modesKept } from "./frequency-block/build.ts";
import { stepsKept } from "./prob-sparse-attention/build.ts";

const [STEPS, WIDTH] = [9, 4];
const SHAPE = [2, STEPS, WIDTH];
const X = randomValues(2 * STEPS * WIDTH, 1);
const x = { shape: SHAPE, values: X };

/** The identity, in as many matrices as there are. */
const identities = (size: number, count = 1): Float64Array =>
  Float64Array.from({ length: count * size * size }, (_, i) => Number((i % (size * size)) % (size + 1) === 0));

/** Projections that change nothing. */
const unprojected = (name: string): Float64Array | undefined =>
  name.startsWith("w") ? identities(WIDTH) : name.startsWith("b") ? new Float64Array(WIDTH) : undefined;

const close = (got: Float64Array, want: Float64Array): void => {
  expect(got.length).toBe(want.length);
  got.forEach((value, i) => expect(value, `${i}`).toBeCloseTo(want[i], 10));
};

describe("auto-correlation", () => {
  test("keeps c floor(ln L) lags, at least one and at most all", () => {
    expect([lagsKept(96, 1), lagsKept(96, 3), lagsKept(2, 1), lagsKept(3, 5)]).toEqual([4, 12, 1, 3]);
  });

  test("a series that returns every three steps gathers its own phase", () => {
    const values = Float64Array.from({ length: STEPS }, (_, t) => [3, -1, -2][t % 3]);
    const one = { shape: [1, STEPS, 1], values };
    const ones = (name: string) => (name === "x" ? undefined : Float64Array.of(name.startsWith("w") ? 1 : 0));
    close(blockRun("auto-correlation", {}, one, { weights: ones }).y, values);
  });
});

describe("ProbSparse attention", () => {
  test("with c large it is attention", () => {
    const options: BlockRunOptions = { seed: 3 };
    const full = blockRun("attention", { heads: 2, position: "none", causal: false, bias: true }, x, options);
    const sparse = blockRun("prob-sparse-attention", { heads: 2, factor: 10 }, x, options);
    expect(stepsKept(STEPS, 10)).toBe(STEPS);
    close(sparse.y, full.y);
  });

  test("queries that do not stand out take the mean of the values", () => {
    expect(stepsKept(STEPS, 1)).toBe(3);
    const { y } = blockRun("prob-sparse-attention", { heads: 1, factor: 1 }, x, { weights: unprojected });
    for (const b of [0, 1]) {
      const window = X.subarray(b * STEPS * WIDTH, (b + 1) * STEPS * WIDTH);
      const mean = [0, 1, 2, 3].map((c) => window.reduce((sum, v, i) => sum + (i % WIDTH === c ? v / STEPS : 0), 0));
      const isMean = Array.from({ length: STEPS }, (_, t) =>
        mean.every((value, c) => Math.abs(y[(b * STEPS + t) * WIDTH + c] - value) < 1e-12),
      );
      expect(isMean.filter(Boolean).length).toBe(STEPS - 3);
    }
  });
});

describe("frequency block", () => {
  test.each([8, 9])("with all modes of %i steps and W the identity it changes nothing", (steps) => {
    const values = randomValues(steps * WIDTH, 2);
    const count = modesKept(steps, 64).length * 2;
    const { y } = blockRun(
      "frequency-block",
      { heads: 2, modes: 64 },
      { shape: [1, steps, WIDTH], values },
      {
        weights: (name) =>
          name === "real"
            ? identities(2, count)
            : name === "imaginary"
              ? new Float64Array(4 * count)
              : unprojected(name),
      },
    );
    close(y, values);
  });

  test("modes are drawn once, rise, and are no more than there are", () => {
    expect(modesKept(8, 64)).toEqual([0, 1, 2, 3, 4]);
    const some = modesKept(96, 8);
    expect(some).toEqual([...new Set(some)].sort((a, b) => a - b));
    expect(some.length).toBe(8);
    expect(modesKept(96, 8)).toEqual(some);
  });
});

test.each([
  ["auto-correlation", {}],
  ["prob-sparse-attention", { heads: 2, factor: 1 }],
  ["frequency-block", { heads: 2, modes: 3 }],
] as const)("%s: every gradient agrees with central differences", (kind, knobs) => {
  const incoming = randomValues(X.length, 9);
  // Wider than they start, so that likeness and scores tell on the result.
  const first = blockRun(kind, knobs, x, { incoming });
  const wide = new Map([...first.parameters].map(([name, list], i) => [name, randomValues(list.length, 20 + i)]));
  wide.set("x", X);
  const run = (changed?: string, by = 0, at = 0) =>
    blockRun(kind, knobs, x, {
      incoming,
      weights: (name) => wide.get(name)?.map((value, i) => (name === changed && i === at ? value + by : value)),
    });
  const weighted = (y: Float64Array): number => y.reduce((sum, value, i) => sum + value * incoming[i], 0);
  const { gradients } = run();
  for (const [name, list] of wide) {
    for (const at of [0, Math.floor(list.length / 2)]) {
      const difference = (weighted(run(name, 1e-5, at).y) - weighted(run(name, -1e-5, at).y)) / 2e-5;
      expect(gradients.get(name)?.[at], `${name}[${at}]`).toBeCloseTo(difference, 6);
    }
  }
});

test("a sequence of free length, and heads that do not divide, are refused", () => {
  expect(() => blockRun("frequency-block", { heads: 3 }, x)).toThrow("3 heads do not divide 4 channels");
});
