import { describe, expect, test } from "vitest";
import { offline } from "../../offline.fixture.ts";
import { prepareExamples } from "../../prepare.ts";
import { autoregressiveRow, coefficientsOf } from "./autoregression.ts";
import { linearRow, pairTask, reluRow, representationRow, sharedRepresentation, sparseRow } from "./functions.ts";
import { rowsOfTask, type InContextRow } from "./in-context-task.ts";
import { errorsByExample, gradientDescent, leastSquares, ridgeRegression } from "./references.ts";

const SIZE = { dimension: 4, examples: 9 };
const shared = sharedRepresentation(1, 4, 16);
const GENERATORS: readonly (readonly [string, (seed: number, index: number) => InContextRow])[] = [
  ["linear", (seed, index) => linearRow(seed, index, SIZE)],
  ["sparse", (seed, index) => sparseRow(seed, index, SIZE)],
  ["relu", (seed, index) => reluRow(seed, index, SIZE)],
  ["representation", (seed, index) => representationRow(shared, seed, index, SIZE)],
  ["autoregressive", (seed, index) => autoregressiveRow(seed, index, 3, 30)],
];
const many = (row: (seed: number, index: number) => InContextRow, count = 400): InContextRow[] =>
  Array.from({ length: count }, (_, index) => row(1, index));

describe.each(GENERATORS)("%s", (_, row) => {
  test("task generators reproducible by seed", () => {
    expect(row(7, 3)).toEqual(row(7, 3));
    expect(row(7, 3)).not.toEqual(row(8, 3));
    expect(row(7, 3)).not.toEqual(row(7, 4));
  });

  test("values have a mean square of about 1, so that errors can be compared between tasks", () => {
    const values = many(row, 2_000).flatMap((one) => one.values);
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.abs(square - 1)).toBeLessThan(0.15);
  });
});

describe("least squares", () => {
  test("least-squares reference exact when n >= d and no noise", () => {
    const errors = errorsByExample(
      many((seed, index) => linearRow(seed, index, SIZE), 100),
      leastSquares,
    );
    expect(errors).toHaveLength(9);
    expect(Math.max(...errors.slice(4))).toBeLessThan(1e-12);
    expect(errors[3]).toBeGreaterThan(0.05);
  });

  test("with too few pairs it is the solution of least length", () => {
    // One pair (3, 4) -> 5: the weights are (3, 4) / 5.
    expect(leastSquares({ points: [[3, 4]], values: [5] }, [1, 0])).toBeCloseTo(0.6, 12);
    expect(leastSquares({ points: [], values: [] }, [1, 0])).toBe(0);
    // A share d - i of d of the weights is unknown after i pairs.
    const errors = errorsByExample(
      many((seed, index) => linearRow(seed, index, SIZE), 2_000),
      leastSquares,
    );
    errors.slice(0, 4).forEach((error, i) => expect(Math.abs(error - (4 - i) / 4)).toBeLessThan(0.1));
  });

  test("with noise a penalty helps", () => {
    const noisy = many((seed, index) => linearRow(seed, index, SIZE, 0.5));
    const total = (errors: readonly number[]): number => errors.reduce((sum, error) => sum + error, 0);
    expect(total(errorsByExample(noisy, ridgeRegression(1)))).toBeLessThan(total(errorsByExample(noisy, leastSquares)));
  });

  test("on the shared representation it is exact, on the points themselves it is not", () => {
    const rows = many((seed, index) => representationRow(shared, seed, index, SIZE), 100);
    const mapped = rows.map(({ points, values }) => ({ points: points.map(shared), values }));
    expect(errorsByExample(mapped, leastSquares)[8]).toBeLessThan(1e-12);
    expect(errorsByExample(rows, leastSquares)[8]).toBeGreaterThan(0.1);
  });
});

test("gradient descent comes to the least-squares solution, step by step", () => {
  const { points, values } = linearRow(1, 0, { dimension: 2, examples: 12 });
  const known = { points: points.slice(0, 11), values: values.slice(0, 11) };
  const errors = [1, 10, 1_000].map((steps) =>
    Math.abs(gradientDescent(steps, 0.3)(known, points[11]) - leastSquares(known, points[11])),
  );
  expect(errors[1]).toBeLessThan(errors[0]);
  expect(errors[2]).toBeLessThan(1e-9);
});

describe("rows of tokens", () => {
  test("points and values alternate, a value stands in the first place", () => {
    const { tokens, points, values } = linearRow(1, 0, SIZE);
    expect(tokens).toHaveLength(18);
    expect(tokens[4]).toEqual(points[2]);
    expect(tokens[5]).toEqual([values[2], 0, 0, 0]);
  });

  test("two weights of a sparse rule are not 0", () => {
    const { points, values } = sparseRow(1, 5, { dimension: 4, examples: 12 }, 2);
    const weights = [0, 1, 2, 3].map((j) =>
      leastSquares(
        { points, values },
        [0, 1, 2, 3].map((k) => Number(j === k)),
      ),
    );
    expect(weights.filter((weight) => Math.abs(weight) > 1e-9)).toHaveLength(2);
  });

  test("a series is asked from its own past, the newest value first", () => {
    const { tokens, points, values } = autoregressiveRow(1, 0, 3, 30);
    expect([tokens.length, values.length]).toEqual([30, 28]);
    expect(points[0]).toEqual([tokens[2][0], tokens[1][0], tokens[0][0]]);
    expect(values[0]).toBe(tokens[3][0]);
  });

  test("coefficients by partial autocorrelations: by hand, and stationary", () => {
    expect(coefficientsOf([0.5])).toEqual([0.5]);
    // a_1 = r_1 - r_2 r_1, a_2 = r_2
    expect(coefficientsOf([0.5, 0.2])).toEqual([0.4, 0.2]);
  });
});

describe("as data of an experiment", () => {
  const prepare = (id: string, sequenceLength = 40) =>
    prepareExamples(
      { tokenizer: "byte", id },
      { sequenceLength, evaluate: { tokens: 400, quickTokens: 100 } },
      { context: offline, files: {}, onTokenizer: () => undefined, onYardsticks: () => undefined },
    );

  test.each(["regression-linear", "regression-autoregressive"])(
    "%s: rows, slices and what known methods reach",
    { timeout: 20_000 },
    async (id) => {
      const { examples, full, quick, report } = await prepare(id);
      if (examples.asks !== "regression") throw new Error("other examples");
      const { train, evaluation } = examples;
      expect([train.rows, train.length, evaluation.rows]).toEqual([16_000, 40, 1_000]);
      const asked = train.asked.subarray(0, 40).reduce((sum, one) => sum + one, 0);
      expect(full.targets).toBeGreaterThanOrEqual(400);
      expect(full.windowTargets.every((targets) => targets === asked)).toBe(true);
      expect(quick.sha256).not.toBe(full.sha256);
      const [squares, descent] = report.yardsticks!;
      expect([squares.name, squares.loss === undefined]).toEqual(["least squares", id !== "regression-linear"]);
      expect(descent.name).toMatch(/^10 steps of gradient descent \(rate 0\.\d+\)$/);
      expect(descent.loss).toBeLessThan(0.8);
      for (const { lossByExample } of report.yardsticks!) expect(lossByExample).toHaveLength(asked);
      // No row of the training set is held out too.
      expect([...evaluation.inputs.subarray(0, 40)]).not.toEqual([...train.inputs.subarray(0, 40)]);
    },
  );

  test("the row's length is the sequence length", { timeout: 20_000 }, async () => {
    const sentence = /40 positions.*set the sequence length to 40, not 64/;
    await expect(prepare("regression-autoregressive", 64)).rejects.toThrow(sentence);
  });

  test("values are asked where their points are read, and stand behind them", () => {
    const task = pairTask({ row: (seed, index) => linearRow(seed, index), seed: 1, notes: [], hasResidue: false });
    const { targets, asked, inputs } = rowsOfTask(task, 0, 2);
    linearRow(1, 1).values.forEach((value, i) => {
      const position = 40 + 2 * i;
      expect([targets[position], asked[position], asked[position + 1]]).toEqual([Math.fround(value), 1, 0]);
      expect(inputs[(position + 1) * 8]).toBe(Math.fround(value));
    });
  });
});
