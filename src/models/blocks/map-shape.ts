import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { Refusal } from "../document/problem.ts";
import { shapeText, type StreamShape } from "../document/shape.ts";
import { featuresRead } from "./input-shape.ts";

/** Rows, columns and channels of a feature map. */
export interface MapShape {
  readonly height: number;
  readonly columns: number;
  readonly width: number;
}

/** A map [height, width, channels], or a square number of vectors in one row, which are its positions row by row. */
export function mapRead(inputs: readonly StreamShape[]): MapShape {
  const input = featuresRead(inputs, 1);
  const fixed = input.positions.filter((extent): extent is number => extent !== "T");
  if (fixed.length === 2 && input.positions.length === 2) {
    return { height: fixed[0], columns: fixed[1], width: input.width };
  }
  const side = Math.round(Math.sqrt(fixed[0] ?? 0));
  if (fixed.length !== 1 || input.positions.length !== 1 || side * side !== fixed[0]) {
    throw new Refusal(
      `it reads ${shapeText(input)}, but it works on maps, [height, width, channels], or a square number of vectors; put a token map before it.`,
    );
  }
  return { height: side, columns: side, width: input.width };
}

/** The tensor as a map [B, height, columns, C]. */
export function asMap(graph: Graph, x: GraphTensor, shapes: readonly StreamShape[]): GraphTensor {
  const { height, columns, width } = mapRead(shapes);
  return graph.reshape(x, [sizeOf(x.shape) / (height * columns * width), height, columns, width]);
}
