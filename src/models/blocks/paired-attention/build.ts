import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { attendSeparate } from "../../build/attend.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { dropped, linear, matrixPart, outputStd, vectorPart } from "../../build/layers.ts";

/** All four pairs of queries and keys stand behind one another in the batch, so that one attention computes them. */
export const build: BlockBuild<"paired-attention"> = (context) => {
  const { graph, knobs, inputs, parameter, residualCount } = context;
  const [batch, rows, width] = inputs[0].shape;
  const part = (x: GraphTensor, start: readonly number[], stop: readonly number[]): GraphTensor =>
    graph.apply(slice, [x], { start, stop, step: [1, 1, 1] })[0];
  const behind = (...parts: readonly GraphTensor[]): GraphTensor => graph.apply(concat, parts, { axis: 0 })[0];
  const weight = parameter({ parts: [matrixPart("w_qkv", 3 * width, width)], role: "matrix" });
  const packed = linear(graph, behind(...inputs), weight, null);
  const [q, k, v] = [0, 1, 2].map((n) => part(packed, [0, 0, n * width], [2 * batch, rows, (n + 1) * width]));
  const crossed = (x: GraphTensor): GraphTensor =>
    behind(x, part(x, [batch, 0, 0], [2 * batch, rows, width]), part(x, [0, 0, 0], [batch, rows, width]));
  const { heads } = knobs;
  const settings = { queryHeads: heads, kvHeads: heads, headWidth: width / heads, rotaryWidth: 0, ropeBase: 1 };
  const gathered = attendSeparate(graph, [behind(q, q), crossed(k), crossed(v)], { ...settings, isCausal: false });
  const wo = parameter({ parts: [matrixPart("wo", width, width, outputStd(residualCount))], role: "matrix" });
  const bo = parameter({ parts: [vectorPart("bo", width, 0)], role: "vector" });
  const updates = dropped(context, linear(graph, gathered, wo, bo), knobs.dropout);
  return [0, 1, 2, 3].map((n) => part(updates, [n * batch, 0, 0], [(n + 1) * batch, rows, width]));
};
