import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { patchesOf } from "../../../kernels-wgsl/conv2d/apply.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../../build/layers.ts";

/** A convolution whose windows tile the image; its matrix is [width, patch patch channels], the taps before the channels. */
export const build: BlockBuild<"patch-embedding"> = ({ graph, knobs, inputs: [image], parameter }) => {
  const { patch, width, std } = knobs;
  const patches = patchesOf(graph, image, [patch, patch]) as GraphTensor;
  const values = patch * patch * image.shape[3];
  const weight = parameter({ parts: [matrixPart("weight", width, values, std)], role: "matrix" });
  const bias = parameter({ parts: [vectorPart("bias", width, 0)], role: "vector" });
  return [linear(graph, patches, weight, bias)];
};
