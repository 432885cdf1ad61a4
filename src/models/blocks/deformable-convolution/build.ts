import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { applyConv2d, PLAIN } from "../../../kernels-wgsl/conv2d/apply.ts";
import { applyDeformableConv } from "../../../kernels-wgsl/deformable_sample/apply.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild, RequestedPart } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";
import { asMap } from "../map-shape.ts";

/** Offsets and masks start at zero, so that it starts as half of a convolution. */
export const build: BlockBuild<"deformable-convolution"> = ({ graph, knobs, inputs: [input], shapes, parameter }) => {
  const { side, reach } = knobs;
  const x = asMap(graph, input, shapes);
  const channels = x.shape[3];
  const width = knobs.width ?? channels;
  const taps = side * side;
  const still: RequestedPart = {
    name: "w_offset",
    shape: [3 * taps, taps * channels],
    initialiser: { kind: "constant", value: 0 },
  };
  const filters = graph.reshape(parameter({ parts: [still], role: "matrix" }), [3 * taps, side, side, channels]);
  const half = (side - 1) / 2;
  const moved = applyConv2d(graph, x, filters, { ...PLAIN, padding: [half, half] });
  const bias = parameter({ parts: [vectorPart("b_offset", 3 * taps, 0)], role: "vector" });
  const offsets = map(graph, "add", [moved, bias]);
  const std = Math.sqrt(2 / (taps * width));
  const weight = parameter({ parts: [matrixPart("weight", width, taps * channels, std)], role: "matrix" });
  return [applyDeformableConv(graph, [x, offsets, weight], { side, reach }) as GraphTensor];
};
