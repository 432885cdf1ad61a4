import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { applyConv2d } from "../../../kernels-wgsl/conv2d/apply.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import type { BlockBuild, ParameterRequest } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";

/** The filters as a matrix [width, kernel C], the taps before the channels. */
export function filtersOf(
  channels: number,
  { width, kernel }: { readonly width: number; readonly kernel: number },
): ParameterRequest {
  const std = Math.sqrt(2 / (kernel * width));
  return { parts: [matrixPart("weight", width, kernel * channels, std)], role: "matrix" };
}

/** A map of one row. */
export const build: BlockBuild<"series-convolution"> = ({ graph, knobs, inputs: [input], parameter }) => {
  const { width, kernel, causal, bias } = knobs;
  const [steps, channels] = input.shape.slice(-2);
  const rows = sizeOf(input.shape) / (steps * channels);
  const x = graph.reshape(input, [rows, 1, steps, channels]);
  const filters = parameter(filtersOf(channels, knobs));
  const weight = graph.reshape(filters, [width, 1, kernel, channels]);
  // Looking back only: padded on both sides, and what begins behind the last step is dropped.
  const padding = causal ? kernel - 1 : (kernel - 1) / 2;
  const settings = { stride: [1, 1], padding: [0, padding], dilation: [1, 1], groups: 1 } as const;
  const wide = applyConv2d(graph, x, weight, settings) as GraphTensor;
  const range = { start: [0, 0, 0, 0], stop: [rows, 1, steps, width], step: [1, 1, 1, 1] };
  const own = wide.shape[2] === steps ? wide : graph.apply(slice, [wide], range)[0];
  const y = graph.reshape(own, [...input.shape.slice(0, -1), width]);
  if (!bias) return [y];
  const offset = parameter({ parts: [vectorPart("bias", width, 0)], role: "vector" });
  return [map(graph, "add", [y, offset]) as GraphTensor];
};
