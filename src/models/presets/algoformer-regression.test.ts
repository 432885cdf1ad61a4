import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { readDocument } from "../document/validate.ts";
import { algoRegressor } from "./algoformer-regression.ts";
import { presetById } from "./index.ts";

const cost = (id: string) => costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength: 40 });

describe.each([
  { id: "algo-linreg", reads: 8, pre: 1 },
  { id: "algo-repr", reads: 8, pre: 2 },
  { id: "algo-ar", reads: 1, pre: 1 },
])("$id", ({ id, reads, pre }) => {
  const [blocks, depth] = [pre + 2, pre + 11];
  const ids = [id, `${id}-${blocks}-blocks`, `${id}-${depth}-blocks`, `${id}-looped`];
  const [own, equal, deep, looped] = ids.map(cost);
  const block = 4 * 64 * 64 + 3 * 64 * 256 + 2 * 64;

  test("parameters: the blocks, a map from what is read, a norm and a head", () => {
    expect(own.parameters).toBe(blocks * block + 64 * reads + 64 + 64 + 64 + 1);
    expect([equal.parameters, looped.parameters]).toEqual([own.parameters, own.parameters]);
    expect(deep.parameters - own.parameters).toBe((depth - blocks) * block);
  });

  test("work in blocks: a training step's five graded passes, the stacks, three or four times the plain loop", () => {
    const perBlock = (deep.flopsPerTokenForward - equal.flopsPerTokenForward) / (depth - blocks);
    const work = [own, equal, deep, looped].map(({ flopsPerTokenForward }) => flopsPerTokenForward / perBlock);
    expect(work.map(Math.round)).toEqual([pre + 10 + 5, blocks, depth, 12]);
  });

  test("a causal network: state of the unrolled depth is kept", () => {
    expect(own.stateFloats).toBe(depth * 2 * 64 * 40);
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
