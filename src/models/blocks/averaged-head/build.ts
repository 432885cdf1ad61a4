import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { Projection, type BlockBuild } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";

/** One product over all channels: the mean of the answers is linear in what all streams hold together. */
export const build: BlockBuild<"averaged-head"> = ({ graph, knobs, inputs, wanted, parameter }) => {
  if (wanted?.content !== "features") throw new Error("averaged heads were built where the task wants no features");
  const outputs = wanted.width;
  const weights = inputs.map((x, i) => {
    const part = matrixPart(`weight_${i + 1}`, outputs, x.shape[x.shape.length - 1], knobs.std);
    return parameter({ parts: [part], role: "head" });
  });
  const biases = inputs.map((_, i) => parameter({ parts: [vectorPart(`bias_${i + 1}`, outputs, 0)], role: "vector" }));
  const share = 1 / inputs.length;
  const joined = (tensors: readonly GraphTensor[]): GraphTensor =>
    tensors.length === 1 ? tensors[0] : graph.apply(concat, tensors, { axis: tensors[0].shape.length - 1 })[0];
  const bias = biases.reduce((sum, next) => map(graph, "add", [sum, next]) as GraphTensor);
  return [
    new Projection(
      joined(inputs),
      map(graph, "scale", [joined(weights)], share) as GraphTensor,
      map(graph, "scale", [bias], share) as GraphTensor,
    ),
  ];
};
