import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { languageModel } from "./language-model.ts";
import { linear } from "./layers.ts";

export interface Float64Run {
  /** Mean over the passes that are graded. */
  readonly loss: number;
  /** [B T, Vocab] */
  readonly logits: Float64Array;
  /** By full name; a packed tensor has its parts one behind the other under the first one's. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
  readonly initial: ReadonlyMap<string, Float64Array>;
  /** What the head reads, [B T, C]. */
  readonly features: Float64Array;
}

export interface RunOptions {
  readonly seed?: number;
  readonly isTraining?: boolean;
  /** Values in place of the initial ones, by the name of a tensor's first part. */
  readonly weights?: (name: string) => Float64Array | undefined;
}

/** One forward and backward pass of a next-token document in float64, from its initial weights: for tests. */
export function float64Run(
  document: ArchitectureDocument,
  ids: readonly (readonly number[])[],
  { seed = 1, isTraining = false, weights }: RunOptions = {},
): Float64Run {
  const checked = readDocument(document, CATALOGUE);
  const graph = new Graph();
  const [batch, length] = [ids.length, ids[0].length - 1];
  const tokens = graph.input("ids", { shape: [batch, length], dtype: "u32" });
  const targets = graph.input("targets", { shape: [batch * length], dtype: "i32" });
  const model = languageModel(checked, { isTraining })(graph, tokens);
  const { features, headWeight } = model;
  const logits = linear(graph, features, headWeight, null);
  const settings = { ignoreIndex: -100, labelSmoothing: 0 };
  const losses = [...model.earlier, model].map((pass) => {
    const rows = graph.reshape(pass.features, [batch * length, pass.features.shape[2]]);
    return graph.apply(headCrossEntropy, [rows, pass.headWeight, targets], settings)[0];
  });
  const weight = 1 / losses.length;
  differentiate(
    graph,
    losses.map((loss) => ({ loss, weight })),
  );

  const values = initialParameters(graph, seed);
  values.set(tokens.id, Float64Array.from(ids.flatMap((row) => row.slice(0, -1))));
  values.set(targets.id, Float64Array.from(ids.flatMap((row) => row.slice(1))));
  for (const { tensor, declaration } of graph.parameters) {
    const given = weights?.(declaration.parts[0].name);
    if (given !== undefined) values.set(tensor.id, given);
  }
  interpret(graph, graph.nodes, values);
  const valueOf = (id: number): Float64Array => values.get(id) ?? new Float64Array();
  const named = graph.parameters.map(({ tensor, declaration }) => [declaration.parts[0].name, tensor.id] as const);
  return {
    loss: losses.reduce((sum, loss) => sum + weight * valueOf(loss.root.id)[0], 0),
    logits: valueOf(logits.root.id),
    features: valueOf(features.root.id),
    initial: new Map(named.map(([name, id]) => [name, valueOf(id)])),
    gradients: new Map(named.map(([name, id]) => [name, valueOf(graph.gradients.get(id)?.root.id ?? -1)])),
  };
}
