import type { Graph, GraphNode, GraphTensor } from "./graph.ts";
import { initialValues } from "./parameter.ts";

/** Values by tensor id; a reshape shares those of its root. */
export type TensorValues = Map<number, Float64Array>;

/**
 * Runs nodes in float64 with the operators' references: the truth a plan's results are held against. `values` holds the
 * parameters, inputs and buffers (by root id) and receives every result; an operator that writes inputs replaces their values.
 */
export function interpret(graph: Graph, nodes: readonly GraphNode[], values: TensorValues): TensorValues {
  for (const { tensor, values: table } of graph.constants.values()) values.set(tensor.id, table());
  const valueOf = (tensor: GraphTensor): Float64Array => {
    const value = values.get(tensor.root.id);
    if (value === undefined) throw new Error(`no value for ${tensor.storage} ${tensor.name} (tensor ${tensor.id})`);
    return value;
  };
  for (const { operator, inputs, outputs, attributes } of nodes) {
    const results = operator.reference(inputs.map(valueOf), attributes, inputs);
    outputs.forEach((output, i) => values.set(output.id, results[i]));
    operator.mutates?.forEach((index, i) => values.set(inputs[index].root.id, results[outputs.length + i]));
  }
  return values;
}

/** Initial values of all parameters of a graph, by tensor id, packed parts one behind the other. */
export function initialParameters(graph: Graph, seed: number): TensorValues {
  return new Map(
    graph.parameters.map(({ tensor, declaration }) => {
      const parts = declaration.parts.map((part) => initialValues(part, seed));
      const packed = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        packed.set(part, at);
        at += part.length;
      }
      return [tensor.id, packed];
    }),
  );
}
