import { expect, test } from "vitest";
import { Graph } from "../../../engine/graph/graph.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { float64Batch } from "../../build/float64-batch.ts";
import { build } from "./build.ts";

/** One token of positions whose logits are their products with a weight. */
function token(positions: readonly (readonly number[])[], weight: readonly number[]): Float64Array {
  const graph = new Graph();
  const x = graph.input("x", f32(1, positions.length, weight.length));
  const context = {
    graph,
    knobs: { tokens: 1 },
    inputs: [x],
    parameter: (request: { readonly parts: readonly { readonly name: string }[] }) =>
      graph.parameter({ decay: false, learningRateScale: 1, isTrainable: true, role: "matrix", ...request } as never),
  };
  const [y] = build(context as never);
  const inputs = new Map([[x.id, Float64Array.from(positions.flat())]]);
  const { valueOf } = float64Batch(graph, inputs, { seed: 1, weights: () => Float64Array.from(weight) });
  return valueOf((y as { readonly root: { readonly id: number } }).root.id);
}

test("worked numbers: logits 0, ln 2, 0", () => {
  // The weight looks at the second number of a position alone, where only the middle one has 2 of it beside the others' 0 and 1.
  const positions = [
    [1, 0, 0],
    [0, 2, Math.LN2],
    [3, 1, 0],
  ];
  const [first, second] = token(positions, [0, 0, 1]);
  expect(first).toBeCloseTo(1, 12);
  expect(second).toBeCloseTo(1.25, 12);
});

test("equal logits give the mean", () => {
  const mean = token(
    [
      [1, 4],
      [3, 8],
    ],
    [0, 0],
  );
  expect([...mean]).toEqual([2, 6]);
});
