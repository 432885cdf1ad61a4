import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { averagePool, maxPool } from "../../kernels-wgsl/pool2d/kernel.ts";
import { Refusal } from "../document/problem.ts";
import { shapeText, type StreamShape } from "../document/shape.ts";
import { featuresRead } from "./input-shape.ts";

export type QuarterPooling = "max" | "mean";

/** Units and the tokens of each; refuses what is no sequence of units, or cannot be cut into quarters where it must. */
export function unitsRead(inputs: readonly StreamShape[], isPooled: boolean): readonly [units: number, tokens: number] {
  const { positions } = featuresRead(inputs, 1);
  const [units, tokens] = positions;
  if (positions.length !== 2 || typeof units !== "number" || typeof tokens !== "number") {
    throw new Refusal(
      `it reads ${shapeText(inputs[0])}, but needs the tokens of each unit; put a map as units before it.`,
    );
  }
  if (isPooled && tokens % 4 !== 0) {
    throw new Refusal(
      `units of ${tokens} tokens cannot be pooled four to one; make the units of the map larger, or pool less often.`,
    );
  }
  return [units, tokens];
}

/** Over the four leading quarters of each unit: [B, units, M, C] to [B, units, M / 4, C]; of equal values the first is the largest. */
export function poolQuarters(graph: Graph, x: GraphTensor, form: QuarterPooling): GraphTensor {
  const [batch, units, tokens, width] = x.shape;
  const quarters = graph.reshape(x, [batch * units, 4, tokens / 4, width]);
  const windows = { kernel: [4, 1], stride: [4, 1], padding: [0, 0] } as const;
  const [pooled] =
    form === "max"
      ? graph.apply(maxPool, [quarters], windows)
      : graph.apply(averagePool, [quarters], { ...windows, countsPadding: false });
  return graph.reshape(pooled, [batch, units, tokens / 4, width]);
}
