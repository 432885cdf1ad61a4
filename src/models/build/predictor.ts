import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { materialised } from "./layers.ts";
import { buildModel, type ModelSetting } from "./model.ts";

/** Tasks whose answers are numbers, compared by their squared error. */
const VALUE_TASKS: readonly string[] = ["regression", "forecast"];

/** What a document predicts: values [B, T, outputs], and those after earlier passes of a loop, which training grades too. */
export interface BuiltPredictor {
  readonly values: GraphTensor;
  readonly earlier: readonly GraphTensor[];
}

/** Adds a document that predicts values at positions to a graph whose inputs are f32 [B, T, width]; refuses other tasks. */
export function predictor(
  checked: CheckedDocument,
  setting: ModelSetting,
): (graph: Graph, inputs: Tensor) => BuiltPredictor {
  const { kind } = checked.document.task;
  if (!VALUE_TASKS.includes(kind)) {
    throw new Failure(
      `This document's task is “${kind}”; to be trained on numbers it must be one of ${VALUE_TASKS.map((task) => `“${task}”`).join(", ")}.`,
    );
  }
  const { inputs: inputPorts, outputs: outputPorts } = checked.program.ports;
  return (graph, inputs) => {
    const { outputs } = buildModel(graph, checked, { [inputPorts[0].name]: inputs }, setting);
    const head = checked.document.heads.find(({ name, port }) => (port ?? name) === outputPorts[0].name);
    const values = checked.program.outputs
      .filter(({ name }) => name === head?.name || name.startsWith(`${head?.name}-pass-`))
      .flatMap(({ name }) => outputs.get(name) ?? [])
      .map((value) => materialised(graph, value));
    return { values: values[values.length - 1], earlier: values.slice(0, -1) };
  };
}
