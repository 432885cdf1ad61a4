import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart } from "../../build/layers.ts";
import { asMap } from "../map-shape.ts";
import { layerNormed } from "../layer-normed.ts";

export const build: BlockBuild<"context-modulation"> = ({ graph, knobs, inputs: [input], shapes, parameter }) => {
  const x = asMap(graph, input, shapes);
  const width = x.shape[3];
  const hidden = Math.floor(width / knobs.reduction);
  const matrix = (name: string, out: number, input: number): GraphTensor =>
    parameter({ parts: [matrixPart(name, out, input, Math.sqrt(2 / out))], role: "matrix" });
  const [mean] = graph.apply(reduce, [x], { kind: "mean", axes: [1, 2], keepdims: true });
  // A batch norm of one position for each image would need large batches; a layer norm needs none.
  const unit = layerNormed({ graph, parameter }, linear(graph, mean, matrix("w_down", hidden, width), null));
  const active = map(graph, "relu", [unit]) as GraphTensor;
  const gate = map(graph, "sigmoid", [linear(graph, active, matrix("w_up", width, hidden), null)]);
  const weighed = knobs.gate === "twice" ? map(graph, "sigmoid", [gate]) : gate;
  return [map(graph, "add", [x, map(graph, "multiply", [x, weighed])]) as GraphTensor];
};
