import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { readDocument } from "../document/validate.ts";
import { algoRegressor } from "./algoformer-regression.ts";
import { presetById } from "./index.ts";

const cost = (id: string) => costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength: 40 });

describe.each(["algo-linreg", "algo-repr", "algo-ar"])("%s", (id) => {
  const [own, equal, deep, looped] = [id, `${id}-3-blocks`, `${id}-12-blocks`, `${id}-looped`].map(cost);

  test("parameters: three blocks, a map from the points, a norm and a head", () => {
    const reads = id === "algo-ar" ? 1 : 8;
    const block = 4 * 64 * 64 + 3 * 64 * 256 + 2 * 64;
    expect(own.parameters).toBe(3 * block + 64 * reads + 64 + 64 + 64 + 1);
    expect([equal.parameters, looped.parameters]).toEqual([own.parameters, own.parameters]);
    expect(deep.parameters - own.parameters).toBe(9 * block);
  });

  test("a training step is sixteen blocks of work, the equal stack three, the deep one and the plain loop twelve", () => {
    const block = (deep.flopsPerTokenForward - equal.flopsPerTokenForward) / 9;
    const blocks = [own, equal, deep, looped].map(({ flopsPerTokenForward }) => flopsPerTokenForward / block);
    expect(blocks.map(Math.round)).toEqual([16, 3, 12, 12]);
  });

  test("a causal network: state of the unrolled depth is kept", () => {
    expect(own.stateFloats).toBe(12 * 2 * 64 * 40);
  });
});

test("parameters do not depend on the loops that are trained or tested", () => {
  const parameters = [1, 10, 12].map(
    (loops) =>
      costOf(readDocument(algoRegressor("loops", 8, { loops }), CATALOGUE), { batch: 1, sequenceLength: 40 })
        .parameters,
  );
  expect(new Set(parameters).size).toBe(1);
});
