import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { Projection } from "../build/block-build.ts";
import { buildModel } from "../build/model.ts";
import type { CheckedDocument } from "../document/validate.ts";

/** Output of the mean nats of a target, [1]. */
export const WINDOW_LOSS = "window loss";

/** Output that holds a tap. */
export const tapOutput = (name: string): string => `tap ${name}`;

/** A next-token document as it is evaluated, with its taps kept: inputs `ids` and `targets` [windows, T]. */
export function windowGraph(checked: CheckedDocument, windows: number, length: number): Graph {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [windows, length], dtype: "u32" });
  const targets = graph.input("targets", { shape: [windows, length], dtype: "i32" });
  const { outputs, taps } = buildModel(graph, checked, { tokens: ids }, { isTraining: false });
  const logits = outputs.get("logits");
  if (!(logits instanceof Projection)) {
    throw new Failure("Diagnostics read next-token documents only: give this one a head called “logits”.");
  }
  const { input, weight, bias } = logits;
  const rows = graph.reshape(input, [windows * length, input.shape[input.shape.length - 1]]);
  const read: GraphTensor[] = [rows, weight, ...(bias === null ? [] : [bias])];
  const attributes = { ignoreIndex: -100, labelSmoothing: 0 };
  const flat = graph.reshape(targets, [windows * length]);
  graph.output(WINDOW_LOSS, graph.apply(headCrossEntropy, [...read, flat], attributes)[0]);
  for (const [name, tensor] of taps) graph.output(tapOutput(name), tensor);
  return graph;
}
