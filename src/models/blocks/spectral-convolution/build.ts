import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { conv3d } from "../../../kernels-wgsl/conv3d/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { BATCH_NORM, batchNormed } from "../../build/batch-normed.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";
import { asMap } from "../map-shape.ts";

/** The bands are the depth of a volume with one channel. */
export const build: BlockBuild<"spectral-convolution"> = (context) => {
  const { graph, knobs, inputs, shapes, parameter } = context;
  const { filters, kernel } = knobs;
  const x = asMap(graph, inputs[0], shapes);
  const [batch, height, columns, bands] = x.shape;
  const std = Math.sqrt(2 / (kernel ** 3 * filters));
  const matrix = parameter({ parts: [matrixPart("weight", filters, kernel ** 3, std)], role: "matrix" });
  const offset = parameter({ parts: [vectorPart("bias", filters, 0)], role: "vector" });
  const weight = graph.reshape(matrix, [filters, kernel, kernel, kernel, 1]);
  const volume = graph.reshape(x, [batch, height, columns, bands, 1]);
  const y = map(graph, "add", [graph.apply(conv3d, [volume, weight], {})[0], offset]) as GraphTensor;
  const normed = batchNormed(context, y, { prefix: "norm_", ...BATCH_NORM });
  return [graph.reshape(map(graph, "relu", [normed]), [batch, height, columns, bands * filters])];
};
