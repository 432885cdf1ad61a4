import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { applyConv2d } from "../../../kernels-wgsl/conv2d/apply.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";
import { asMap } from "../map-shape.ts";
import { paddingOf } from "./block.ts";

/** The filters are a matrix [width, side side channels / groups], the taps before the channels. */
export const build: BlockBuild<"convolution"> = ({ graph, knobs, inputs: [input], shapes, parameter }) => {
  const { width, kernel, stride, groups, bias } = knobs;
  const x = asMap(graph, input, shapes);
  const channels = x.shape[3] / groups;
  const std = Math.sqrt((2 * groups) / (kernel * kernel * width));
  const filters = parameter({ parts: [matrixPart("weight", width, kernel * kernel * channels, std)], role: "matrix" });
  const weight = graph.reshape(filters, [width, kernel, kernel, channels]);
  const padding = paddingOf(knobs);
  const settings = { stride: [stride, stride], padding: [padding, padding], dilation: [1, 1], groups } as const;
  const y = applyConv2d(graph, x, weight, settings) as GraphTensor;
  if (!bias) return [y];
  const offset = parameter({ parts: [vectorPart("bias", width, 0)], role: "vector" });
  return [map(graph, "add", [y, offset]) as GraphTensor];
};
