import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../../build/layers.ts";

/** Works along the last position axis, as attention does. */
export const build: BlockBuild<"squeeze-excite"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const width = x.shape[x.shape.length - 1];
  const hidden = Math.floor(width / knobs.reduction);
  const matrix = (name: string, out: number, input: number): GraphTensor =>
    parameter({ parts: [matrixPart(name, out, input)], role: "matrix" });
  const vector = (name: string, length: number, value: number): GraphTensor =>
    parameter({ parts: [vectorPart(name, length, value)], role: "vector" });

  const [mean] = graph.apply(reduce, [x], { kind: "mean", axes: [x.shape.length - 2], keepdims: true });
  const [unit] = graph.apply(layernorm, [mean, vector("gain", width, 1), vector("bias", width, 0)], { eps: 1e-6 });
  const squeezed = linear(graph, unit, matrix("w_down", hidden, width), vector("b_down", hidden, 0));
  const active = map(graph, "relu", [squeezed]) as GraphTensor;
  const gate = map(graph, "tanh", [linear(graph, active, matrix("w_up", width, hidden), vector("b_up", width, 0))]);
  return [map(graph, "add", [x, map(graph, "multiply", [x, gate])]) as GraphTensor];
};
