import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { softmax } from "../../../kernels-wgsl/softmax/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart } from "../../build/layers.ts";

/** x [B, N, C] to [B, tokens, C]: softmax over the positions of each token's logits, then the weighted means. */
export const build: BlockBuild<"semantic-tokens"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const weight = parameter({ parts: [matrixPart("weight", knobs.tokens, x.shape[2])], role: "matrix" });
  const [rows] = graph.apply(permute, [linear(graph, x, weight, null)], { permutation: [0, 2, 1] });
  const [weights] = graph.apply(softmax, [rows], { axis: -1 });
  return graph.apply(matmul, [weights, x], { transposeA: false, transposeB: false });
};
