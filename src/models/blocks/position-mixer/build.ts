import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { softmax } from "../../../kernels-wgsl/softmax/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";

export const build: BlockBuild<"position-mixer"> = ({ graph, knobs, inputs: [input], parameter }) => {
  const [batch, width] = [input.shape[0], input.shape[input.shape.length - 1]];
  const positions = sizeOf(input.shape) / batch / width;
  const x = graph.reshape(input, [batch, positions, width]);
  const product = (matrix: GraphTensor): GraphTensor =>
    graph.apply(matmul, [matrix, x], { transposeA: false, transposeB: false })[0];
  if (knobs.matrix === "random") {
    const scores = parameter({
      parts: [matrixPart("scores", positions, positions, 1)],
      role: "matrix",
      decay: false,
      isTrainable: false,
    });
    return [graph.reshape(product(graph.apply(softmax, [scores], { axis: 1 })[0]), input.shape)];
  }
  const matrix = parameter({ parts: [matrixPart("weight", positions, positions)], role: "matrix" });
  const offset = parameter({ parts: [vectorPart("bias", positions, 0)], role: "vector" });
  const column = graph.reshape(offset, [positions, 1]);
  return [graph.reshape(map(graph, "add", [product(matrix), column]), input.shape)];
};
