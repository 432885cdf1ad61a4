import { describe, expect, test } from "vitest";
import { elementwise } from "../../kernels-wgsl/elementwise/kernel.ts";
import { IDENTITY } from "../../kernels-wgsl/elementwise/program.ts";
import { f32, PORTABLE_TRAITS, type Tensor } from "../../kernels-wgsl/index.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { Graph, type GraphNode, type GraphTensor } from "../graph/graph.ts";
import { batchSums } from "./batch-sums.ts";

/** Column sums over 200 rows, `count` of them, as gradients that lie 64 floats apart. */
function columnSums(count: number) {
  const graph = new Graph();
  const x = graph.input("x", f32(200, 24));
  const sum = (): Tensor => graph.apply(reduce, [x], { kind: "sum", axes: [0], keepdims: false })[0];
  const sums = graph.inPhase("backward", "", () => Array.from({ length: count }, sum)) as GraphTensor[];
  return { graph, sums, offsets: new Map(sums.map(({ id }, i) => [id, 64 * i])) };
}

const labelsOf = (nodes: readonly GraphNode[]) => nodes.map(({ operator }) => operator.name);

describe("batching sums", () => {
  test("one dispatch for every seven gradients, behind the last of them", () => {
    const { graph, offsets } = columnSums(9);
    const { nodes, notes } = batchSums(graph.nodes, { floats: 640, offsets }, new Set(), PORTABLE_TRAITS);
    const reduces = (length: number): string[] => new Array<string>(length).fill("reduce");
    expect(labelsOf(nodes)).toEqual([...reduces(7), "sum_partials", ...reduces(2), "sum_partials"]);
    const [first] = nodes;
    expect(first.outputs.map(({ shape }) => shape)).toEqual([[4 * 24]]);
    expect(first.operator.lower(first, [], PORTABLE_TRAITS)).toHaveLength(1);
    const gradients = [448, 512].map((offset) => ({ offset, parts: 4, size: 24 }));
    expect(nodes[nodes.length - 1]).toMatchObject({ phase: "backward", attributes: { gradients } });
    expect(notes.map(({ into, reasons }) => [into, reasons])).toEqual(new Array(9).fill(["sum_partials", []]));
  });

  test("what somebody reads, keeps or has no place in the arena stays whole", () => {
    const { graph, sums, offsets } = columnSums(3);
    graph.inPhase("backward", "", () => graph.apply(elementwise, [sums[0]], { program: IDENTITY }));
    offsets.delete(sums[1].id);
    const { nodes, notes } = batchSums(graph.nodes, { floats: 192, offsets }, new Set([sums[2].id]), PORTABLE_TRAITS);
    expect(nodes).toEqual(graph.nodes);
    expect(notes.map(({ reasons }) => reasons)).toEqual([
      ["Its sum is read by elementwise before gradients are added up."],
      ["Its sum is no gradient of a parameter."],
      ["Its sum is read by the host before gradients are added up."],
    ]);
  });
});
