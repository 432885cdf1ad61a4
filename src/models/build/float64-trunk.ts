import { Graph } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { Item } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { buildModel } from "./model.ts";

export interface TrunkRun {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** Initial values by the name of a tensor's first part. */
  readonly initial: ReadonlyMap<string, Float64Array>;
}

/** What items make of a map [1, height, width, channels] in float64: for tests of blocks. */
export function float64Trunk(
  trunk: readonly Item[],
  [height, width, channels]: readonly [number, number, number],
  map: Float64Array,
  weights?: (name: string) => Float64Array | undefined,
): TrunkRun {
  const checked = readDocument(
    {
      format: DOCUMENT_FORMAT,
      task: { kind: "classify-image", knobs: { height, width, channels } },
      trunk,
      heads: [{ name: "logits", body: [{ kind: "pool-positions" }, { kind: "head" }] }],
      taps: [{ name: "trunk" }],
    },
    CATALOGUE,
  );
  const graph = new Graph();
  const image = graph.input("image", { shape: [1, height, width, channels], dtype: "f32" });
  const trunkEnd = buildModel(graph, checked, { image }, { isTraining: false }).taps.get("trunk");
  if (trunkEnd === undefined) throw new Error("the tap is missing");
  const values = initialParameters(graph, 1);
  values.set(image.id, map);
  for (const { tensor, declaration } of graph.parameters) {
    const given = weights?.(declaration.parts[0].name);
    if (given !== undefined) values.set(tensor.id, given);
  }
  interpret(graph, graph.nodes, values);
  const named = graph.parameters.map(
    ({ tensor, declaration }) => [declaration.parts[0].name, values.get(tensor.id) ?? new Float64Array()] as const,
  );
  return {
    shape: trunkEnd.shape,
    values: values.get(trunkEnd.root.id) ?? new Float64Array(),
    initial: new Map(named),
  };
}
