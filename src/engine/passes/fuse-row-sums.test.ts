import { expect, test } from "vitest";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../kernels-wgsl/index.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { differentiate } from "../graph/differentiate.ts";
import { Graph, type GraphTensor } from "../graph/graph.ts";
import { fuseRowSums } from "./fuse-row-sums.ts";

const SUM = { kind: "sum", axes: [0], keepdims: false } as const;
const TN = { transposeA: true, transposeB: false };

test("a linear layer's bias gradient comes out of its weight's product", () => {
  const graph = new Graph();
  const x = graph.input("x", f32(6, 4));
  const parameter = (name: string, shape: readonly number[]): GraphTensor =>
    graph.parameter({
      parts: [{ name, shape, initialiser: { kind: "constant", value: 0 } }],
      decay: false,
      role: "vector",
      learningRateScale: 1,
      isTrainable: true,
    });
  const [weight, bias] = [parameter("w", [5, 4]), parameter("b", [5])];
  const [product] = graph.apply(matmul, [x, weight], { transposeA: false, transposeB: true });
  const active = map(graph, "square", [map(graph, "add", [product, bias])]);
  const [loss] = graph.apply(reduce, [active], { kind: "sum", axes: [0, 1], keepdims: false });
  differentiate(graph, [{ loss, weight: 1 }]);
  const { nodes, notes } = fuseRowSums(graph.nodes);
  expect(nodes).toHaveLength(graph.nodes.length - 1);
  const fused = nodes.find(({ attributes }) => "rowSums" in attributes)!;
  expect(fused.outputs.map(({ id }) => id)).toEqual([weight, bias].map(({ id }) => graph.gradients.get(id)!.root.id));
  expect(notes).toEqual([
    { kind: "row sums", scope: "", phase: "backward", rows: ["reduce"], into: "matmul", reasons: [] },
  ]);
});

test("a sum that is read before the product runs stays where it is", () => {
  const graph = new Graph();
  const [dy, x] = [graph.input("dy", f32(6, 5)), graph.input("x", f32(6, 4))];
  const [sum] = graph.apply(reduce, [dy], SUM);
  map(graph, "square", [sum]);
  graph.apply(matmul, [dy, x], TN);
  const { nodes, notes } = fuseRowSums(graph.nodes);
  expect(nodes).toEqual(graph.nodes);
  expect(notes[0].reasons).toEqual(["matmul comes too late: elementwise reads the sums before it."]);
});

test("sums of another matrix stay", () => {
  const graph = new Graph();
  const [dy, x] = [graph.input("dy", f32(6, 5)), graph.input("x", f32(6, 4))];
  graph.apply(reduce, [x], SUM);
  graph.apply(matmul, [dy, x], TN);
  const { nodes, notes } = fuseRowSums(graph.nodes);
  expect(nodes).toEqual(graph.nodes);
  expect(notes[0].reasons).toEqual(["No product of the forward pass reads this matrix transposed."]);
});
