import { expect, test } from "vitest";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../kernels-wgsl/index.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { Graph, type GraphTensor } from "../graph/graph.ts";
import { fuseElementwise } from "./fuse.ts";

const NT = { transposeA: false, transposeB: true };

/** Builds with two matrices [6, 4] and gives the notes of its element-wise nodes, in order. */
function notesOf(build: (graph: Graph, a: GraphTensor, b: GraphTensor) => void) {
  const graph = new Graph();
  build(graph, graph.input("a", f32(6, 4)), graph.input("b", f32(6, 4)));
  return fuseElementwise(graph.nodes, new Set()).notes.map(({ rows, into, reasons }) => ({ rows, into, reasons }));
}

const product = (graph: Graph, a: GraphTensor, b: GraphTensor): GraphTensor =>
  graph.scoped("ffn", () => graph.apply(matmul, [a, b], NT)[0]);

test("an activation becomes part of the product that makes its operand", () => {
  const notes = notesOf((graph, a, b) => map(graph, "square", [product(graph, a, b)]));
  expect(notes).toEqual([{ rows: ["square"], into: "matmul", reasons: [] }]);
});

test("says that no kernel makes the operand", () => {
  const notes = notesOf((graph, a) => map(graph, "square", [a]));
  expect(notes).toEqual([{ rows: ["square"], into: null, reasons: ["No kernel of the step makes what it reads."] }]);
});

test("says that the maker takes no ending", () => {
  const notes = notesOf((graph, a) => {
    const [sum] = graph.apply(reduce, [a], { kind: "sum", axes: [0], keepdims: false });
    map(graph, "square", [sum]);
  });
  expect(notes[0].reasons).toEqual(["reduce takes no element-wise ending."]);
});

test("says that the two belong to different passes", () => {
  const notes = notesOf((graph, a, b) => {
    const made = product(graph, a, b);
    graph.inPhase("backward", "", () => map(graph, "square", [made]));
  });
  expect(notes[0].reasons).toEqual(["matmul of ffn runs in the forward pass, this in the backward."]);
});

test("says that the operand is repeated over another shape", () => {
  const notes = notesOf((graph, a, b) => {
    const row = product(graph, graph.input("row", f32(1, 4)), a);
    map(graph, "add", [product(graph, a, b), graph.reshape(row, [6])]);
  });
  expect(notes[0].into).toBe("matmul");
  const alone = notesOf((graph, a) => {
    const row = product(graph, graph.input("row", f32(1, 4)), graph.input("square", f32(4, 4)));
    map(graph, "add", [a, graph.reshape(row, [4])]);
  });
  expect(alone[0].reasons).toEqual(["matmul of ffn makes [4], which is repeated over [6, 4]."]);
});

test("names the second reader that stands between", () => {
  const notes = notesOf((graph, a, b) => {
    const first = product(graph, a, b);
    const [sum] = graph.apply(reduce, [first], { kind: "sum", axes: [0], keepdims: false });
    map(graph, "add", [first, sum]);
  });
  expect(notes[0].reasons).toEqual([
    "reduce takes no element-wise ending.",
    "matmul of ffn has a second reader, reduce, before the other operand exists.",
  ]);
});

test("counts what a longer program would bind and compute", () => {
  const limits = notesOf((graph, a, b) => {
    const others = ["c", "d", "e", "f", "g", "h"].map((name) => graph.input(name, f32(6, 6)));
    others.reduce((sum, other) => map(graph, "add", [sum, other]) as GraphTensor, product(graph, a, b));
  });
  expect(limits.at(-1)!.reasons).toEqual(["matmul of ffn would bind 9 storage buffers with it; every device has 8."]);
  const long = notesOf((graph, a, b) => {
    let made = product(graph, a, b);
    for (let i = 0; i < 13; i++) made = map(graph, "square", [made]) as GraphTensor;
  });
  expect(long.at(-1)!.reasons).toEqual(["matmul of ffn would compute 13 functions with it; more than 12 spill."]);
});
