import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { conv2dTranspose } from "../../../kernels-wgsl/conv2d_transpose/kernel.ts";
import { resizeBilinear } from "../../../kernels-wgsl/resize_bilinear/kernel.ts";
import type { BlockBuild, RequestedPart } from "../../build/block-build.ts";
import { asMap, mapRead } from "../map-shape.ts";

const TAPS = 4;
/** Along one axis: what doubles as bilinear resizing does. */
const AXIS = [0.25, 0.75, 0.75, 0.25];

/** Filters [C, taps taps C] that double every channel for itself. */
function bilinearFilters(width: number): RequestedPart {
  const columns = TAPS * TAPS * width;
  const valueAt = (index: number): number => {
    const [from, tap, to] = [Math.floor(index / columns), Math.floor(index / width) % (TAPS * TAPS), index % width];
    return from === to ? AXIS[Math.floor(tap / TAPS)] * AXIS[tap % TAPS] : 0;
  };
  return { name: "weight", shape: [width, columns], initialiser: { kind: "values", valueAt } };
}

export const build: BlockBuild<"resize-map"> = ({ graph, knobs, inputs: [input], shapes, parameter }) => {
  const [own, like] = shapes;
  const width = input.shape[input.shape.length - 1];
  const isVector = own.positions.length === 0;
  const x: GraphTensor = isVector ? graph.reshape(input, [input.shape[0], 1, 1, width]) : asMap(graph, input, [own]);
  if (knobs.form === "bilinear") {
    const { height, columns } = mapRead([like]);
    return graph.apply(resizeBilinear, [x], { size: [height, columns] });
  }
  const filters = parameter({ parts: [bilinearFilters(width)], role: "matrix" });
  const weight = graph.reshape(filters, [width, TAPS, TAPS, width]);
  return graph.apply(conv2dTranspose, [x, weight], { stride: [2, 2], padding: [1, 1] });
};
