import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { broadcastTo } from "../../kernels-wgsl/broadcast_to/kernel.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { Projection, type BuiltValue } from "../build/block-build.ts";
import { materialised } from "../build/layers.ts";
import { buildModel, builtAlone } from "../build/model.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { addAttentionEntropies } from "./attention-entropy.ts";

/** Output of the mean nats of a target, [1]. */
export const WINDOW_LOSS = "window loss";

/** Output that holds a tap. */
export const tapOutput = (name: string): string => `tap ${name}`;

/** What a run looks at besides taps and loss. */
export interface WindowOptions {
  /** Kind of block whose every update is replaced by its mean over all windows and positions. */
  readonly averaged?: string | undefined;
  /** Whether each softmax attention tells its entropies. */
  readonly hasEntropies?: boolean;
}

/** A next-token document as it is evaluated, with its taps kept: inputs `ids` and `targets` [windows, T]. */
export function windowGraph(
  checked: CheckedDocument,
  windows: number,
  length: number,
  { averaged, hasEntropies = false }: WindowOptions = {},
): Graph {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [windows, length], dtype: "u32" });
  const targets = graph.input("targets", { shape: [windows, length], dtype: "i32" });
  const { outputs, taps } = buildModel(
    graph,
    checked,
    { tokens: ids },
    {
      isTraining: false,
      buildBlock: (step, context) => {
        const built = builtAlone(step, context);
        return step.definition.kind === averaged ? built.map((value) => meanOf(graph, value)) : built;
      },
    },
  );
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
  if (hasEntropies) addAttentionEntropies(graph);
  return graph;
}

/** Rows [..., C], all of them their mean. */
function meanOf(graph: Graph, value: BuiltValue): GraphTensor {
  const rows = materialised(graph, value);
  const axes = rows.shape.slice(0, -1).map((_, axis) => axis);
  const [mean] = graph.apply(reduce, [rows], { kind: "mean", axes, keepdims: true });
  return graph.apply(broadcastTo, [mean], { shape: rows.shape })[0];
}
