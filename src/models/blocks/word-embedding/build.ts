import { applyConv2d, patchesOf } from "../../../kernels-wgsl/conv2d/apply.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";

/** Patches are cut out first, so that the zeros around a patch stand where its neighbours are. */
export const build: BlockBuild<"word-embedding"> = ({ graph, knobs, inputs: [image], parameter }) => {
  const { patch, stride, kernel, width } = knobs;
  const [batch, height, columns, channels] = image.shape;
  const patches = (height / patch) * (columns / patch);
  const cut = graph.reshape(patchesOf(graph, image, [patch, patch]), [batch * patches, patch, patch, channels]);
  const std = Math.sqrt(2 / (kernel * kernel * width));
  const filters = parameter({ parts: [matrixPart("weight", width, kernel * kernel * channels, std)], role: "matrix" });
  const bias = parameter({ parts: [vectorPart("bias", width, 0)], role: "vector" });
  const reach = (kernel - 1) / 2;
  const weight = graph.reshape(filters, [width, kernel, kernel, channels]);
  const words = applyConv2d(graph, cut, weight, {
    stride: [stride, stride],
    padding: [reach, reach],
    dilation: [1, 1],
    groups: 1,
  });
  const side = Math.ceil(patch / stride);
  return [graph.reshape(map(graph, "add", [words, bias]), [batch, patches, side * side, width])];
};
